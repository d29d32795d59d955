import { expect, onTestFinished, test, vi } from 'vitest';
import { minuteMs } from '../../src/core/time.ts';
import { startCarrierFiles } from '../../src/node/carrier-files/started-carrier-files.ts';
import { manifestOf, sent, standing } from '../registry/carrier-files/sent-files.ts';
import { chineseNumber, setOrganisation, wire } from '../registry/memory-registry.ts';
import { withCarriers } from '../registry/numbers/carriers.ts';

test('a quota that is used up is waited for, and the file is not read anew every second', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const { registry, carriers, clock } = await withCarriers();
  await setOrganisation(registry, 'carrier-1', {
    ...{ role: 'CARRIER', numberRanges: ['86138'], quotas: { registrationsPerMinute: 1 } },
  });
  const content = `phoneNumber,refuse,proof\n${[1, 2].map((last) => `${wire(chineseNumber(last))},HEALTH,OTP\n`).join('')}`;
  const manifest = manifestOf(content, 2);
  await sent(registry, carriers.first, content, manifest);
  const waits = Promise.withResolvers<object>();
  const input = vi.spyOn(registry.carrierFiles, 'input');
  const ended = Promise.withResolvers<void>();
  vi.spyOn(registry.carrierFiles, 'dropInput').mockImplementation(async () => ended.resolve());
  const stop = startCarrierFiles(registry, {
    ...{ info: (facts) => waits.resolve(facts), warn: () => undefined, error: (facts) => waits.reject(facts) },
  });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await waits.promise).toEqual({ organisationId: 'carrier-1', waitMs: minuteMs });
  await vi.advanceTimersByTimeAsync(50_000);
  expect(input.mock.calls.length).toBe(1);
  clock.at += minuteMs;
  await vi.advanceTimersByTimeAsync(15_000);
  await ended.promise;
  await stop();
  expect(standing(registry, carriers.first, manifest.file).status).toBe('COMPLETED');
});
