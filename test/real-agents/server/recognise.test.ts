import { expect, test } from 'vitest';
import { recognise } from './recognise.ts';

test.each(['assign', 'implement', 'fix', 'review', 'integrate', 'orchestrate'])(
  'reads the role %s off its line',
  (role) => {
    expect(recognise(`Intro.\nRole: ${role}\n`)).toMatchObject({ role });
  },
);

test('reads a role set in Markdown', () => {
  expect(recognise('# **Role:** review')).toMatchObject({ role: 'review' });
});

test('reads a unit id with every character a JSON string can carry', () => {
  const prompt = `{"dispatch_unit_id" : ${JSON.stringify('a "b" \\ é')}}`;
  expect(recognise(prompt)).toMatchObject({ unit: 'a "b" \\ é' });
});

test('reads the attempt where the prompt tells it', () => {
  expect(recognise('Role: fix\nAttempt: 3')).toMatchObject({ attempt: 3 });
});

test('leaves open what the prompt does not say', () => {
  const prose = 'The role of a reviewer is to review. An attempt was made.';
  expect(recognise(prose)).toEqual({ role: null, unit: null });
});
