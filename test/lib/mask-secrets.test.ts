import { describe, expect, test } from 'vitest';
import {
  createMask,
  createMaskStream,
  isKeyLikeName,
  secretValues,
} from '../../src/lib/mask-secrets.ts';

describe('a name', () => {
  test.each([
    'OPENAI_API_KEY',
    'GITHUB_TOKEN',
    'DB_PASSWORD',
    'AWS_SECRET_ACCESS_KEY',
    'GOOGLE_APPLICATION_CREDENTIALS',
    'MYSQL_PWD',
    'npm_config_//registry/:_authToken',
    'client-secret',
  ])('%s is key-like', (name) => {
    expect(isKeyLikeName(name)).toBe(true);
  });

  test.each([
    'PATH',
    'PWD',
    'OLDPWD',
    'MONKEY_RUNNER',
    'KEYBOARD_LAYOUT',
    'TOKENIZERS_PARALLELISM',
    'CLAUDE_CODE_MAX_OUTPUT_TOKENS',
    'AUTHOR',
    'SSH_AUTH_SOCK',
    'SECRETARY_NAME',
  ])('%s is not', (name) => {
    expect(isKeyLikeName(name)).toBe(false);
  });
});

test('a password that stands in every tutorial is no secret', () => {
  expect(secretValues({ DB_PASSWORD: 'postgres', PGPASSWORD: 'x' })).toEqual(
    [],
  );
});

test('secrets are long values of key-like names, not switches or paths', () => {
  expect(
    secretValues({
      A_KEY: 'abcdefgh12',
      B_KEY: 'short',
      C_KEY: '12345678',
      SSH_KEY_PATH: '/home/me/.ssh/id',
      HOME: '/home/me/long',
      D_TOKEN: 'longer-than-the-first',
      E_TOKEN: undefined,
    }),
  ).toEqual(['longer-than-the-first', 'abcdefgh12']);
});

describe('a mask', () => {
  const mask = createMask(['s3cret.value(1)', 'quo"ted-value']);

  test('takes out known values, as they are and as JSON spells them', () => {
    expect(mask('a s3cret.value(1) b')).toBe('a [masked] b');
    expect(mask(JSON.stringify({ a: 'quo"ted-value' }))).toBe(
      '{"a":"[masked]"}',
    );
    expect(mask('s3cretXvalue(1)')).toBe('s3cretXvalue(1)');
  });

  test.each([
    `sk-${'a1'.repeat(12)}`,
    `sk-ant-api03-${'Ab_-'.repeat(8)}`,
    `ghp_${'a1B2'.repeat(9)}`,
    `github_pat_${'a1_B'.repeat(8)}`,
    `AIza${'Sy_-'.repeat(9)}`,
    'AKIAABCDEFGHIJKLMNOP',
    `xoxb-${'12345-'.repeat(4)}abc`,
    `eyJhbGciOiJIUzI1NiJ9.${'eyJzdWIi'.repeat(3)}.${'c2ln'.repeat(6)}`,
  ])('takes out %s by its shape', (token) => {
    expect(mask(`key=${token} end`)).toBe('key=[masked] end');
  });

  test.each([
    ['JSON', JSON.stringify],
    ['JSON in JSON', (text: string) => JSON.stringify(JSON.stringify(text))],
    ['a URL', encodeURIComponent],
    ['Go', () => String.raw`a\u003cb\u003e\u0026\"\\1/ö`],
    ['Python', () => String.raw`a<b>&\"\\1/\u00f6`],
    ['PHP', () => String.raw`a<b>&\"\\1\/ö`],
  ])('takes out a value as %s spells it', (_who, spell) => {
    const secret = 'a<b>&"\\1/ö';
    const spelt = `x ${spell(secret)} y`;
    const masked = createMask([secret])(spelt);
    expect(masked).toContain('[masked]');
    expect(masked).not.toContain('1');
  });

  test.each(['\\n', '\\t', '\\u000a', '%0A', '\u001b[31m', '"', '='])(
    'sees a token right behind %j',
    (before) => {
      const token = `ghp_${'a1B2'.repeat(9)}`;
      expect(mask(`x${before}${token} y`)).toBe(`x${before}[masked] y`);
    },
  );

  test('takes out what a bearer header carries', () => {
    expect(mask(`Authorization: Bearer ${'x.Y-1'.repeat(6)}`)).toBe(
      'Authorization: Bearer [masked]',
    );
    expect(mask('the bearer of bad news')).toBe('the bearer of bad news');
  });

  test('takes the password out of a URL and leaves the rest', () => {
    expect(mask('postgres://me:hunter22@host/db')).toBe(
      'postgres://me:[masked]@host/db',
    );
  });

  test.each([
    'task-sk-list',
    'sk-folding-cube-loading-indicator',
    'risk-averse-and-very-long-words-in-a-row',
    'https://host:8080/path@2',
    'src/author.ts',
    'AKIA is a prefix',
  ])('leaves %j alone', (text) => {
    expect(mask(text)).toBe(text);
  });

  test('leaves what it has masked', () => {
    const once = mask('s3cret.value(1)');
    expect(mask(once)).toBe(once);
  });
});

describe('a mask over a stream', () => {
  const secret = 'the-secret-value';

  test('finds a secret wherever it is cut', () => {
    const text = `one ${secret} two\nthree ${secret}`;
    for (let cut = 0; cut <= text.length; cut += 1) {
      const stream = createMaskStream(createMask([secret]));
      const out =
        stream.push(text.slice(0, cut)) +
        stream.push(text.slice(cut)) +
        stream.end();
      expect(out).toBe('one [masked] two\nthree [masked]');
    }
  });

  test.each([
    `sk-${'a1'.repeat(20)}`,
    `eyJhbGciOiJIUzI1NiJ9.${'eyJzdWIi'.repeat(3)}.${'c2ln'.repeat(6)}`,
    'postgres://me:hunter22@host/db',
  ])('leaves no half of %s that is cut into three', (token) => {
    const mask = createMask([]);
    const text = `first\nkey=${token} end\n`;
    const from = text.indexOf(token);
    for (let one = from; one < from + token.length; one += 1)
      for (let two = one; two <= from + token.length; two += 3) {
        const stream = createMaskStream(mask);
        const out =
          stream.push(text.slice(0, one)) +
          stream.push(text.slice(one, two)) +
          stream.push(text.slice(two)) +
          stream.end();
        expect(out).toBe(mask(text));
      }
  });

  test('cuts a line without end through no token', () => {
    const mask = createMask([]);
    const token = `sk-${'a1'.repeat(1500)}`;
    const text = `${'x '.repeat(32_000)}${`${token} `.repeat(30)}`;
    const stream = createMaskStream(mask);
    let out = '';
    for (let at = 0; at < text.length; at += 1000)
      out += stream.push(text.slice(at, at + 1000));
    expect(out.length).toBeGreaterThan(60_000);
    expect(out + stream.end() === mask(text)).toBe(true);
  });

  test('cuts a line without end through no known secret that has blanks', () => {
    const words = 'my long pass phrase of many words';
    const mask = createMask([words]);
    // Most places to cut are inside a secret.
    const text = `${words} / `.repeat(4000);
    const stream = createMaskStream(mask);
    let out = '';
    for (let at = 0; at < text.length; at += 1000)
      out += stream.push(text.slice(at, at + 1000));
    expect(out.length).toBeGreaterThan(10_000);
    expect(out + stream.end() === '[masked] / '.repeat(4000)).toBe(true);
  });

  test('finds it in a line without end too, and holds little back', () => {
    const stream = createMaskStream(createMask([secret]));
    const filler = 'x'.repeat(70_000);
    let out = '';
    for (let n = 0; n < 20; n += 1)
      out +=
        stream.push(`${filler}${secret.slice(0, 7)}`) +
        stream.push(secret.slice(7));
    expect(out.length).toBeGreaterThan(19 * 70_000);
    out += stream.end();
    expect(out).not.toContain(secret);
    expect(out.match(/\[masked\]/g)).toHaveLength(20);
    expect(out.replaceAll('[masked]', '')).toBe(filler.repeat(20));
  });
});
