import { expect, test } from 'vitest';
import { strictSchema } from '../../src/lib/strict-schema.ts';
import { answerSchema } from '../../src/schema/parse-answer.ts';
import { strictSchemaFault } from './server/strict-schema.ts';

test.each(['assignment', 'report', 'verdict'] as const)(
  'the %s schema, made strict, is one that the real service takes',
  (kind) => {
    const schema = answerSchema(kind);
    expect(strictSchemaFault(schema)).not.toBeNull();
    expect(strictSchemaFault(strictSchema(schema))).toBeNull();
  },
);
