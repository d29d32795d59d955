import { expect, test } from 'vitest';
import { Fault } from '../../src/core/fault.ts';
import { changeNumber, changeNumbers, type NumberAsk, ownDraft } from '../../src/registry/change-numbers.ts';
import { chineseNumber, memoryRegistry, subscriber } from './memory-registry.ts';
import { happened, kindsOf } from './number-changes.ts';

const number = chineseNumber();
const refuse = (brand: string) => ownDraft(subscriber(number), { kind: 'SENDER_REFUSED', brand });

test('what comes of a change is the record as the log has it', async () => {
  const { registry } = await memoryRegistry();
  const now = await changeNumber(registry, number, () => refuse('brand-1'));
  expect(now).toEqual({
    ...registry.store.number(number),
    position: registry.store.head(),
    changed: true,
    follows: undefined,
  });
  const again = await changeNumber(registry, number, () => undefined);
  expect(again).toEqual({ ...now, changed: false });
});

test('who is overtaken is asked again in view of what happened; after three times he is told', async () => {
  const { registry } = await memoryRegistry();
  let seen = 0;
  const overtakenAlways: NumberAsk['draftOf'] = async () => {
    await happened(registry, number, { kind: 'SENDER_REFUSED', brand: `other-${seen++}` });
    return refuse('brand-1');
  };
  await expect(changeNumber(registry, number, overtakenAlways)).rejects.toMatchObject({
    code: 'ABORTED',
    retryAfterSec: 1,
  });
  expect(seen).toBe(3);
  expect(kindsOf(registry, number)).toHaveLength(3);
});

test('a fault refuses its own ask alone, but a log that cannot be written fails all', async () => {
  const { registry } = await memoryRegistry();
  const failing = (code: 'NOT_FOUND' | 'UNAVAILABLE'): NumberAsk => ({
    number: chineseNumber(1),
    draftOf() {
      throw new Fault(code, 'test');
    },
  });
  const good: NumberAsk = { number, draftOf: () => refuse('brand-1') };
  const results = await changeNumbers(registry, [failing('NOT_FOUND'), good, new Fault('OUT_OF_RANGE', 'test')]);
  expect(results).toMatchObject([{ code: 'NOT_FOUND' }, { changed: true }, { code: 'OUT_OF_RANGE' }]);
  await expect(changeNumbers(registry, [good, failing('UNAVAILABLE')])).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});

test('many asks let others have their turn between chunks', async () => {
  const { registry } = await memoryRegistry();
  const asks = Array.from(
    { length: 2_000 },
    (_, at): NumberAsk => ({ number: chineseNumber(at), draftOf: () => refuse('brand-1') }),
  );
  let turns = 0;
  const changing = { done: false as boolean };
  const count = () => {
    turns += 1;
    if (!changing.done) setImmediate(count);
  };
  setImmediate(count);
  await changeNumbers(registry, asks);
  changing.done = true;
  expect(turns).toBeGreaterThanOrEqual(10);
});

test('nothing asked, nothing done', async () => {
  const { registry } = await memoryRegistry();
  expect(await changeNumbers(registry, [])).toEqual([]);
});
