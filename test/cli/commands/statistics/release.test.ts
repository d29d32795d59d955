import { expect, test } from 'vitest';
import { periodAfter } from '../../../../src/core/statistics/period.ts';
import { openRegistry } from '../../../../src/node/open-registry.ts';
import { settingsFrom } from '../../../../src/node/settings.ts';
import { noteFiguresShown } from '../../../../src/registry/statistics/note-figures-shown.ts';
import { countableFrom, firstMonth } from '../../../../src/registry/statistics/statistical-calendar.ts';
import { setOrganisation } from '../../../registry/memory-registry.ts';
import { demoShell } from '../../demo-shell.ts';

/** A demo whose first month has just become countable. */
async function monthOver() {
  const one = await demoShell();
  const opened = await openRegistry(settingsFrom({ DATA_DIR: one.dataDir }), Date.now, { use: 'COMMAND' });
  const { registry } = opened;
  const month = firstMonth(registry.policy, registry.store);
  if (month === undefined) throw new Error('an empty log');
  const now = countableFrom(registry.policy, month);
  const regulator = await setOrganisation(registry, 'regulator-1', { role: 'REGULATOR' });
  await noteFiguresShown(registry, { ...regulator, person: 'Ann' }, { what: 'DESK', query: 'measure=CODES' });
  await opened.close();
  const statistics = (...args: string[]) => one.run(['statistics', ...args], { now });
  return { ...one, month, now, statistics };
}

test('what is due is shown first, released with --write alone, and then listed', async () => {
  const { statistics, month } = await monthOver();
  expect((await statistics('releases')).out).toContain(`${month.id}  due`);
  const dry = await statistics('release');
  expect([dry.exitCode, dry.out, dry.notes]).toEqual([
    0,
    expect.stringMatching(new RegExp(`^${month.id}, as of position \\d+, .*below 10.*\nMEASURE +SHOWN +SUPPRESSED`)),
    'Nothing was changed. Add --write to do it.',
  ]);
  expect(JSON.parse((await statistics('releases', '--json')).out)).toMatchObject({ releases: [], due: [month.id] });
  const written = JSON.parse((await statistics('release', '--period', month.id, '--write', '--json')).out);
  expect(written).toMatchObject({ written: true, release: { period: month, minimumCellSize: 10 } });
  const listed = JSON.parse((await statistics('releases', '--json')).out);
  expect(listed).toMatchObject({ releases: [{ period: month }], due: [] });
  expect((await statistics('release')).out).toBe('Nothing is due.');
});

test('a period that cannot be released is refused in words', async () => {
  const { statistics, month } = await monthOver();
  const refused = async (period: string) => {
    const { exitCode, notes } = await statistics('release', '--period', period, '--write');
    expect(exitCode).toBe(1);
    return notes;
  };
  expect(await refused('2020-01')).toContain(`${month.id} or later`);
  expect(await refused(periodAfter(month).id)).toContain('not before');
  expect(await refused('soon')).toContain('2026-10');
});

test('the operator reads who was shown figures', async () => {
  const { statistics, run } = await monthOver();
  const { out } = await run(['statistics', 'shown']);
  expect(out).toMatch(/^AT +ORGANISATION +PERSON +WHAT +FIGURES\n\S+Z +regulator-1 +Ann +DESK +measure=CODES$/);
  const { out: json } = await run(['statistics', 'shown', '--since', '2026-01-01', '--json']);
  expect(JSON.parse(json)).toMatchObject({ organisationId: 'regulator-1', query: 'measure=CODES' });
  expect((await run(['statistics', 'shown', '--since', '2999-01-01', '--json'])).out).toBe('');
  expect((await statistics('shown', '--since', 'ever')).exitCode).toBe(2);
});
