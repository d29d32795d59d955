import { describe, expect, test } from 'vitest';
import { type Country, refusal } from './country.ts';
import { documentText, operations } from './documented.ts';
import { seen } from './http.ts';
import { allOperations } from './operations/all-operations.ts';

/** The table of all operations against the document, and against the registry. */
export function describeOperations(country: () => Country): void {
  test('the registry hands out the committed OpenAPI document', async () => {
    expect((await country().nobody('GET', '/openapi.json')).text).toBe(documentText);
  });

  test('the table names every operation of the document and no other', () => {
    const documented = operations.map(({ operationId }) => operationId);
    expect(Object.keys(allOperations).sort()).toEqual(documented.sort());
  });

  describe.for(Object.entries(allOperations))('%s', ([operationId, { good, status, refused = [], needs }]) => {
    test(`answers ${status}`, async ({ skip }) => {
      const lacking = needs === undefined ? undefined : country().target.lacks[needs];
      skip(lacking !== undefined, lacking);
      const answer = await good(country());
      expect(refusal(answer)).toEqual([status]);
      if (operationId !== 'issueToken') expect(seen.get(operationId)).toContain(status);
    });

    test.for(refused)('refuses: %s', async ([, call, refusedWith, field], { skip }) => {
      const lacking = needs === undefined ? undefined : country().target.lacks[needs];
      skip(lacking !== undefined, lacking);
      const answer = await call(country());
      const { error, field: named } = answer.body();
      expect([answer.status, error ?? named]).toEqual([refusedWith, field]);
    });
  });
}
