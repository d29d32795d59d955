import type { SuiteName } from './suites.ts';

/** One thing done wrong on purpose, which its suite has to notice by a failing test. */
export interface PlantedFault {
  readonly suite: SuiteName;
  /** What is wrong then, as a sentence. */
  readonly fault: string;
  readonly file: string;
  /** Stands exactly once in the file. */
  readonly find: string;
  /** For the suite `crash` it has to compile: that suite runs the built program. */
  readonly replace: string;
}

export const faults: readonly PlantedFault[] = [
  {
    suite: 'decision table',
    fault: 'A consent holds beyond its end.',
    file: 'src/core/decide.ts',
    find: '(permission.expiresAt ?? Number.POSITIVE_INFINITY)',
    replace: 'Number.POSITIVE_INFINITY',
  },
  {
    suite: 'decision table',
    fault: 'A refused channel is not looked at.',
    file: 'src/core/decide.ts',
    find: "if (channels[channel] === 'REFUSE') return outcomes.CHANNEL_REFUSED;",
    replace: '',
  },
  {
    suite: 'decision table',
    fault: 'India’s service class asks for the single choice alone.',
    file: 'src/core/decide.ts',
    find: 'return refusesAnything(preferences) ? outcomes.ALL_REFUSED : choice;',
    replace: 'return choice;',
  },
  {
    suite: 'decision properties',
    fault: 'The end of refused hours belongs to them.',
    file: 'src/core/decide.ts',
    find: 'hoursRefused ||= refusedTime.spans.some(({ from, to }) => from <= time && time < to);',
    replace: 'hoursRefused ||= refusedTime.spans.some(({ from, to }) => from <= time && time <= to);',
  },
  {
    suite: 'decision properties',
    fault: 'An allowed cell does not stand above a refused category.',
    file: 'src/core/decide.ts',
    find: 'if (choices.length > 0) return outcomes.CATEGORY_ALLOWED;',
    replace: '',
  },
  {
    suite: 'decision properties',
    fault: 'A decision is said to hold up to the last change of the outcome, not to the first.',
    file: 'src/core/decide.ts',
    find: 'validUntil ??= now;',
    replace: 'validUntil = now;',
  },
  {
    suite: 'store in memory',
    fault: 'A change made in ignorance of the last one is taken.',
    file: 'src/storage/memory/memory-store.ts',
    find: "if (head !== change.follows) return { status: 'CONFLICT', head };",
    replace: '',
  },
  {
    suite: 'store in memory',
    fault: 'An append shows before the caller lets go of its turn.',
    file: 'src/storage/memory/memory-store.ts',
    find: 'await undefined;\n    return changes.map',
    replace: 'return changes.map',
  },
  {
    suite: 'store in memory',
    fault: 'A batch that comes again is imported again.',
    file: 'src/storage/memory/memory-store.ts',
    find: 'if (this.#numbers.holdsBatch(batch.block, batch.batchId)) return { registered: 0, kept: rows.count };',
    replace: '',
  },
  {
    suite: 'store in SQLite',
    fault: 'A tail of just the limit is taken for one that is too long.',
    file: 'src/storage/sqlite/log-reads.ts',
    find: 'if (head - after > limit) return undefined;',
    replace: 'if (head - after >= limit) return undefined;',
  },
  {
    suite: 'store in SQLite',
    fault: 'The detail of a number stays when it was taken back.',
    file: 'src/storage/sqlite/append.ts',
    find: 'this.#queries.deleteDetail.run({ number });',
    replace: 'return;',
  },
  {
    suite: 'store in SQLite',
    fault: 'Of a group that failed, what went before is kept.',
    file: 'src/storage/sqlite/group-commit.ts',
    find: "if (open) this.#connection.exec('ROLLBACK');",
    replace: "if (open) this.#connection.exec('COMMIT');",
  },
  {
    suite: 'SQLite against memory',
    fault: 'A number that changes again keeps its first state.',
    file: 'src/storage/sqlite/block-writes.ts',
    find: 'this.#queries.setRecent.run({ number, state });',
    replace: 'if (isNew) this.#queries.setRecent.run({ number, state });',
  },
  {
    suite: 'lookup model',
    fault: 'Numbers that change are not patched in memory.',
    file: 'src/lookup/block-cache.ts',
    find: 'for (const change of numbers) patch(change);',
    replace: 'void patch;',
  },
  {
    suite: 'lookup model',
    fault: 'The rare part of a number is remembered as it once was.',
    file: 'src/lookup/detail-cache.ts',
    find: 'for (const { number } of numbers) details.delete(number);',
    replace: '',
  },
  {
    suite: 'lookup model',
    fault: 'A block that holds its first number is still taken for empty.',
    file: 'src/lookup/held-blocks.ts',
    find: 'for (const { number } of numbers) mark(blockOf(number));',
    replace: '',
  },
  {
    suite: 'lookup model',
    fault: 'What happened beyond the limit of a tail is passed over.',
    file: 'src/lookup/log-follower.ts',
    find: 'if (tail === undefined) listener.startAnew();',
    replace: 'if (tail === undefined) continue;',
  },
  {
    suite: 'crash',
    fault: 'Subscribers’ changes are answered at once and committed up to 200 ms later.',
    file: 'src/storage/sqlite/group-commit.ts',
    find: `      this.#connection.exec('BEGIN IMMEDIATE');
      const until = performance.now() + lockHeldMsMax;
      for (const { id, work } of group) {
        tried = answers.length + 1;
        answers.push({ id, result: work() });
        if (performance.now() > until) break;
      }
      committing = true;
      this.#connection.exec('COMMIT');
`,
    replace: `      const commit = () => this.#connection.inTransaction && this.#connection.exec('COMMIT');
      const late = JSON.stringify(queue[0]).includes('MO_SMS');
      if (!this.#connection.inTransaction) {
        this.#connection.exec('BEGIN IMMEDIATE');
        if (late) setTimeout(commit, 200);
      }
      const until = performance.now() + lockHeldMsMax;
      for (const { id, work } of group) {
        tried = answers.length + 1;
        answers.push({ id, result: work() });
        if (performance.now() > until) break;
      }
      committing = true;
      if (!late) commit();
`,
  },
  {
    suite: 'crash',
    fault: 'A group of several changes is answered and its COMMIT left out.',
    file: 'src/storage/sqlite/group-commit.ts',
    find: "this.#connection.exec('COMMIT');",
    replace: "this.#connection.exec(group.length > 1 ? 'ROLLBACK' : 'COMMIT');",
  },
  {
    suite: 'crash',
    fault: 'A number’s second change is logged, and its state is not written.',
    file: 'src/storage/sqlite/block-writes.ts',
    find: 'this.#queries.setRecent.run({ number, state });',
    replace: 'if (isNew) this.#queries.setRecent.run({ number, state });',
  },
  {
    suite: 'credentials',
    fault: 'A suspended organisation is let in.',
    file: 'src/registry/access/organisation-of-token.ts',
    find: "if (organisation?.status !== 'ACTIVE') {",
    replace: 'if (organisation === undefined) {',
  },
  {
    suite: 'credentials',
    fault: 'Any scope opens every operation.',
    file: 'src/api/guard.ts',
    find: 'if (!actor.scopes.includes(scope)) {',
    replace: 'if (actor.scopes.length === 0) {',
  },
  {
    suite: 'credentials',
    fault: 'The operations of organisations have no guard.',
    file: 'src/api/route.ts',
    find: "[organisationGuard(scope)], ['401', '403']",
    replace: "[], ['401', '403']",
  },
  {
    suite: 'credentials',
    fault: 'A token for another registry is taken.',
    file: 'src/receipts/access-token.ts',
    find: "if (iss !== issuer || aud !== issuer || typeof client_id !== 'string' || sub !== client_id) return undefined;",
    replace: "if (typeof client_id !== 'string' || sub !== client_id) return undefined;",
  },
  {
    suite: 'malformed requests',
    fault: 'Refusals do not name the field.',
    file: 'src/api/problem.ts',
    find: '...(fault.field === undefined ? {} : { field: fault.field }),',
    replace: '',
  },
  {
    suite: 'malformed requests',
    fault: 'A handler throws a TypeError where a page is to begin at what is no position.',
    file: 'src/api/subscriber/history.ts',
    find: "throw new Fault('INVALID_ARGUMENT', 'not a position of this log', { field: 'query:before' });",
    replace: "throw new TypeError('before is undefined');",
  },
  {
    suite: 'malformed requests',
    fault: 'A body that is no JSON is taken for a defect of ours.',
    file: 'src/api/problem.ts',
    find: "400: new Fault('INVALID_ARGUMENT', 'the body is not valid JSON', { field: 'body' }),",
    replace: '',
  },
  {
    suite: 'malformed requests',
    fault: 'A 500 tells the error of the inside.',
    file: 'src/api/problem.ts',
    find: 'return fault === undefined ? internalProblem(c) : faultProblem(c, fault);',
    replace: `if (fault !== undefined) return faultProblem(c, fault);
  return problem(c, 500, {}, { code: 'INTERNAL', message: String(error) });`,
  },
  {
    suite: 'receipt vectors',
    fault: 'A receipt never ends.',
    file: 'src/receipts/jws-verifier.ts',
    find: "return now >= exp * secondMs ? 'EXPIRED' : 'VALID';",
    replace: "return 'VALID';",
  },
  {
    suite: 'receipt vectors',
    fault: 'A batch’s rows are not compared with what was signed.',
    file: 'src/receipts/verify-receipt.ts',
    find: "...(matches ? [] : ['results']),",
    replace: '',
  },
  {
    suite: 'receipt vectors',
    fault: 'Members of a payload are written in another order.',
    file: 'src/receipts/receipt-payload.ts',
    find: 'return { iss, aud, brand, iat, exp };',
    replace: 'return { aud, iss, brand, iat, exp };',
  },
  {
    suite: 'architecture',
    fault: 'The rules know of the storage.',
    file: 'src/core/decide.ts',
    find: "import { dayMs, type EpochMs } from './time.ts';",
    replace: "import { dayMs, type EpochMs } from './time.ts';\nimport type {} from '../storage/store.ts';",
  },
  {
    suite: 'architecture',
    fault: 'The way in by HTTP goes to the storage by itself.',
    file: 'src/api/limit-body.ts',
    find: "import { Fault } from '../core/fault.ts';",
    replace: "import { Fault } from '../core/fault.ts';\nimport '../storage/memory/memory-store.ts';",
  },
  {
    suite: 'architecture',
    fault: 'The portable lookup takes something from Node.',
    file: 'src/lookup/held-blocks.ts',
    find: "import { LRUCache } from 'lru-cache';",
    replace: "import { LRUCache } from 'lru-cache';\nimport 'node:fs';",
  },
  {
    suite: 'OpenAPI document',
    fault: 'A limit in the code is not the one that was published.',
    file: 'src/api/operator/page-wire.ts',
    find: 'maximum: 100,',
    replace: 'maximum: 200,',
  },
  {
    suite: 'OpenAPI document',
    fault: 'The document leaves out that an operation asks who calls.',
    file: 'src/api/route.ts',
    find: 'return { ...guarded, security: [{ organisation: [scope] }] };',
    replace: 'return guarded;',
  },
];
