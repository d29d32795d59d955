import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { minuteMs, secondMs } from '../../src/core/time.ts';
import { shedAt } from '../../src/runtime/load-watch.ts';
import { rowBytesMax } from '../../src/storage/durable/row-limit.ts';
import { fileLimits } from '../../src/worker/files/file-limits.ts';
import { platformLimits } from '../../src/worker/platform-limits.ts';

const inEnglish = (value: number): string => value.toLocaleString('en');
const atShare = ({ inFlightShare }: { readonly inFlightShare: number }): number =>
  platformLimits.inFlightMax * inFlightShare;

/** How the README says each limit: a limit without its words here does not compile. */
const words: Readonly<Record<keyof typeof platformLimits, string>> = {
  requestBodyBytesMax: `a part of a larger one ${platformLimits.requestBodyBytesMax / 10 ** 6} MB, then 413`,
  urlCharactersMax: `${inEnglish(platformLimits.urlCharactersMax)} characters, then 413`,
  inFlightMax: `${platformLimits.inFlightMax} requests under way in an object`,
  largeBodiesBytesMax: `${platformLimits.largeBodiesBytesMax / 2 ** 20} MiB of bodies under way`,
  gatewayBodiesBytesMax: `${platformLimits.gatewayBodiesBytesMax / 2 ** 20} MiB in a gateway`,
  blockCacheMb: `${platformLimits.blockCacheMb} MB of blocks`,
  answerCacheMb: `${platformLimits.answerCacheMb} MB of answers`,
  memory: `${inEnglish(platformLimits.memory.tokensMax)} verified tokens`,
  shardAnswerMsMax: `after ${platformLimits.shardAnswerMsMax / secondMs} s its rows of a batch are \`UNAVAILABLE\``,
  replicaAnswerMsMax: `one that has not heard of a change of the directory after ${platformLimits.replicaAnswerMsMax / secondMs} s makes it 503`,
  alarmMs: `everything due by time on it: ${platformLimits.alarmMs / secondMs} s`,
  idleAlarmMs: `idle ${platformLimits.idleAlarmMs / minuteMs} min`,
  failedAlarmMs: `after a failed opening ${platformLimits.failedAlarmMs / minuteMs} min`,
};

/** What other files say, of their own part of the platform. */
const wordsOfOthers = [
  'lateness is not measured there',
  `promotional lookups from ${atShare(shedAt.PROMOTIONAL)}, service ones from ${atShare(shedAt.SERVICE)}`,
  `a row of ${inEnglish(rowBytesMax)} bytes`,
  `${fileLimits.scrubPartBytes / 2 ** 20} MiB a part`,
  `turns of ${fileLimits.turnMs / secondMs} s and ${fileLimits.turnRequestsMax} requests to R2`,
];

test('the README’s table says each limit as it is', () => {
  const part = /### Limits on Workers\n(.*?)\n### /s.exec(readFileSync('README.md', 'utf8'))?.[1] ?? '';
  const missing = [...Object.values(words), ...wordsOfOthers].filter((said) => !part.includes(said));
  expect(missing).toEqual([]);
  expect([fileLimits.streamsMax, fileLimits.scrubsRunningMax]).toEqual([2, 2]);
  expect(part).toContain('two lists answered at once and two jobs running');
});

test('what an object of numbers holds at the most is within the 128 MB of its isolate, with room for code', () => {
  const { blockCacheMb, answerCacheMb, largeBodiesBytesMax, memory } = platformLimits;
  const { tokensMax, askedBlocksMax, detailsMax } = memory;
  const questionsBytes = 16_384 * 300;
  const held = (blockCacheMb + answerCacheMb) * 2 ** 20 + largeBodiesBytesMax + questionsBytes;
  expect(held + tokensMax * 1_024 + askedBlocksMax * 1_250 + detailsMax * 300).toBeLessThan(96 * 2 ** 20);
});
