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
    find: "if (this.#connection.inTransaction) this.#connection.exec('ROLLBACK');",
    replace: "if (this.#connection.inTransaction) this.#connection.exec('COMMIT');",
  },
  {
    suite: 'SQLite against memory',
    fault: 'A number that changes again keeps its first state.',
    file: 'src/storage/sqlite/block-writes.ts',
    find: 'this.#queries.setRecent.run({ number, state });',
    replace: 'if (isNew) this.#queries.setRecent.run({ number, state });',
  },
  {
    suite: 'imported lists',
    fault: 'A list takes away what somebody else chose since.',
    file: 'src/registry/numbers/listed-numbers.ts',
    find: 'if (behind === undefined) return false;',
    replace: '',
  },
  {
    suite: 'imported lists',
    fault: 'A holder who chooses what a list had brought leaves no entry of it.',
    file: 'src/registry/numbers/listed-numbers.ts',
    find: 'return (await batchBehind(registry, number)) !== undefined;',
    replace: "return (await batchBehind(registry, number)) === '';",
  },
  {
    suite: 'imported lists',
    fault: 'A finished batch is imported again.',
    file: 'src/registry/numbers/import-terms.ts',
    find: 'return store.counts(finishedKey(batchId), 1).length > 0;',
    replace: 'return false;',
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
    find: 'for (const { number } of numbers) details?.delete(number);',
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
    suite: 'life of numbers',
    fault: 'What a carrier asserts in bulk refuses nothing until it has waited.',
    file: 'src/core/number-record.ts',
    find: 'preferences: meanwhile ?? state.preferences',
    replace: 'preferences: state.preferences',
  },
  {
    suite: 'life of numbers',
    fault: 'What a suspended carrier asserted takes effect.',
    file: 'src/registry/assertions/settle-assertions.ts',
    find: "if (carrier?.status !== 'ACTIVE') return;",
    replace: 'if (carrier === undefined) return;',
  },
  {
    suite: 'life of numbers',
    fault: 'A reversal takes back what came later, too.',
    file: 'src/registry/assertions/undoing.ts',
    find: 'else if (!isOwn) between ??= entry;',
    replace: 'else if (!isOwn) continue;',
  },
  {
    suite: 'crash',
    fault: 'Subscribers’ changes are answered at once and committed up to 200 ms later.',
    file: 'src/storage/sqlite/group-commit.ts',
    find: `      this.#lock.take();
      const until = performance.now() + heldMsMax;
      for (const { id, work } of group) {
        tried = answers.length + 1;
        answers.push({ id, result: work() });
        if (performance.now() > until) break;
      }
      committing = true;
      this.#connection.exec('COMMIT');
`,
    replace: `      const commit = () => this.#connection.inTransaction && this.#connection.exec('COMMIT');
      const late = JSON.stringify(queue).includes('MO_SMS');
      if (!this.#connection.inTransaction) {
        this.#lock.take();
        if (late) setTimeout(commit, 200);
      }
      const until = performance.now() + heldMsMax;
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
    find: 'if (actor.scopes.includes(scope)) return;',
    replace: 'if (actor.scopes.length > 0) return;',
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
    file: 'src/api/validated.ts',
    find: "throw new Fault('INVALID_ARGUMENT', 'the body is not valid JSON', { field: 'body' });",
    replace: "throw new SyntaxError('the body is not valid JSON');",
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
    suite: 'receipt vectors',
    fault: 'A statement that shares its receipt holds as long as the receipt.',
    file: 'src/receipts/verify-receipt.ts',
    find: "return receiptForm === 'SHARED' ? timesOfStatement(statement ?? {}, payload, now) : outcome;",
    replace: 'return outcome;',
  },
  {
    suite: 'receipt vectors',
    fault: 'A statement is taken for one of a tree of any size.',
    file: 'src/receipts/inclusion.ts',
    find: "if (way === undefined || way.treeSize !== treeSize) return 'inclusion';",
    replace: "if (way === undefined) return 'inclusion';",
  },
  {
    suite: 'receipt forms',
    fault: 'Rows of equal text have the same salt.',
    file: 'src/receipts/row-tree.ts',
    find: 'saltOf(tree.size)',
    replace: 'saltOf(0)',
  },
  {
    suite: 'receipt forms',
    fault: 'An answer that shares its receipt is kept for who asked for a receipt of his own.',
    file: 'src/registry/lookups/remembered-question.ts',
    find: "receiptForm: question.receiptForm ?? 'PLAIN',",
    replace: "receiptForm: 'PLAIN',",
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
    file: 'src/lookup/detail-cache.ts',
    find: "import { LRUCache } from 'lru-cache';",
    replace: "import { LRUCache } from 'lru-cache';\nimport 'node:fs';",
  },
  {
    suite: 'OpenAPI document',
    fault: 'A limit in the code is not the one that was published.',
    file: 'src/api/page-wire.ts',
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
  {
    suite: 'server under load',
    fault: 'Promotional lookups are let in whatever waits.',
    file: 'src/registry/overload.ts',
    find: 'if (!overload.sheds(messageClass)) return;',
    replace: "if (messageClass === 'PROMOTIONAL' || !overload.sheds(messageClass)) return;",
  },
  {
    suite: 'server under load',
    fault: 'Answers on their way out are cut off when the server ends.',
    file: 'src/node/http-server.ts',
    find: 'NetServer.prototype.close.call(server, () => {',
    replace: 'server.close(() => {',
  },
  {
    suite: 'server under load',
    fault: 'Who is being answered is cut off when the server ends.',
    file: 'src/node/http-server.ts',
    find: 'connections.closeIdle(requests.busySockets())',
    replace: 'connections.closeIdle(new Set())',
  },
  {
    suite: 'server under load',
    fault: 'A client may take all his time to send a body.',
    file: 'src/node/open-requests.ts',
    find: 'return req.socket.bytesRead - heldAt < this.#limits.bodyBytesPerLookMin;',
    replace: 'return false;',
  },
  {
    suite: 'server under load',
    fault: 'A client need never take his answers.',
    file: 'src/node/connections.ts',
    find: 'else if (now - before.at >= this.#answerMsMax) {',
    replace: 'else if (now < before.at) {',
  },
  {
    suite: 'abuse',
    fault: 'A request that does not fit into a quota is let through.',
    file: 'src/registry/abuse/quota-desk.ts',
    find: 'if (counted.usedAt(place, now) + amount > max)',
    replace: 'if (counted.usedAt(place, now) > max)',
  },
  {
    suite: 'abuse',
    fault: 'A made-up sender gives three more questions about a number.',
    file: 'src/registry/abuse/guarded-lookup.ts',
    find: "terms.senderStandingAt(terms.at) === 'AUTHORISED' ? (terms.sender ?? '') : ''",
    replace: "terms.sender ?? ''",
  },
  {
    suite: 'abuse',
    fault: 'Numbers in a row are noticed in the order of the row alone.',
    file: 'src/registry/abuse/asked-blocks.ts',
    find: 'this.#mark.run = runAround(bits, offset);',
    replace: 'this.#mark.run = 1;',
  },
  {
    suite: 'abuse',
    fault: 'A transactional question is counted with the marketing of its sender.',
    file: 'src/registry/abuse/guarded-lookup.ts',
    find: "return lastVerifiedOn !== undefined || (messageClass !== 'TRANSACTIONAL' && messageClass !== 'GOVERNMENT');",
    replace: 'return true;',
  },
  {
    suite: 'abuse',
    fault: 'Who shows a token is counted with the strangers of his network.',
    file: 'src/registry/access/visitor-limits.ts',
    find: 'if (organisationId !== undefined) this.#require',
    replace: 'if (organisationId === address) this.#require',
  },
  {
    suite: 'text vectors',
    fault: 'Zero is one code among others.',
    file: 'src/core/texts/own-number-text.ts',
    find: "one.does === 'REFUSE_ALL' || one.all || isBare(one)",
    replace: 'isBare(one)',
  },
  {
    suite: 'text vectors',
    fault: 'START of 2011 opens what the same text refuses.',
    file: 'src/core/texts/own-number-text.ts',
    find: 'const left = without(union(opened, told.allow), told.refuse);',
    replace: 'const left = union(opened, told.allow);',
  },
  {
    suite: 'text vectors',
    fault: 'Of one thing refused and allowed the allowance stays.',
    file: 'src/core/texts/own-number-text.ts',
    find: 'const allow = without(',
    replace: 'const allow = ((one: Selection, _: Selection) => one)(',
  },
  {
    suite: 'inbound texts',
    fault: 'Whatever link a text comes over shows who sent it.',
    file: 'src/registry/texts/receive-text.ts',
    find: 'const isShown = servesNumber(document, from, record.detail);',
    replace: 'const isShown = servesNumber(document, from, record.detail) || tenure !== undefined;',
  },
  {
    suite: 'inbound texts',
    fault: 'What loosens does not wait for a second step.',
    file: 'src/registry/texts/choose-by-text.ts',
    find: 'return protectsAsMuch(policy, wanted, present)',
    replace: 'return policy !== undefined',
  },
  {
    suite: 'inbound texts',
    fault: 'A late text may do anything.',
    file: 'src/registry/texts/receive-text.ts',
    find: 'if (receivedAt - sentAt > policy.texts.clocks.lateAfterSec * secondMs) return true;',
    replace: '',
  },
  {
    suite: 'carrier files',
    fault: 'After a crash rows that were done are done again.',
    file: 'src/registry/carrier-files/run-carrier-files.ts',
    find: 'let mayBeDone = before !== undefined;',
    replace: 'let mayBeDone = false;',
  },
  {
    suite: 'carrier files',
    fault: 'A file is taken whatever its manifest says of its digest.',
    file: 'src/registry/carrier-files/upload-carrier-file.ts',
    find: 'if (digest === manifest.sha256) return;',
    replace: "if (digest !== '') return;",
  },
  {
    suite: 'carrier files',
    fault: 'Files of a day are taken in any order.',
    file: 'src/registry/carrier-files/open-carrier-file.ts',
    find: 'if (came.has(earlier)) continue;',
    replace: 'if (came.size >= 0) continue;',
  },
  {
    suite: 'scrub',
    fault: 'Rows that nobody could answer are allowed.',
    file: 'src/scrub/outcome-table.ts',
    find: "decision: 'UNAVAILABLE', reason: 'UNAVAILABLE'",
    replace: "decision: 'ALLOW', reason: 'UNAVAILABLE'",
  },
  {
    suite: 'scrub',
    fault: 'Numbers with a detail of their own are decided as others of their state.',
    file: 'src/registry/lookups/decisions-by-state.ts',
    find: 'if (!standing.state.hasDetail && !this.#isOwnCarriers(given.reason)) this',
    replace: 'if (!this.#isOwnCarriers(given.reason)) this',
  },
  {
    suite: 'scrub jobs',
    fault: 'An organisation may look at the job of another.',
    file: 'src/registry/scrubs/own-scrub.ts',
    find: 'if (job === undefined || job.organisationId !== organisationId) {',
    replace: 'if (job === undefined) {',
  },
  {
    suite: 'resumed scrubs',
    fault: 'The last rows before a stop are decided again.',
    file: 'src/registry/scrubs/scrub-list.ts',
    find: 'if (from !== undefined && slices <= from.slices) {',
    replace: 'if (from !== undefined && slices < from.slices) {',
  },
  {
    suite: 'rechecks for changes',
    fault: 'A decision that has run out is taken for one that holds.',
    file: 'src/registry/scrubs/row-comparison.ts',
    find: '(parseInstant(validUntil) ?? 0) > moment.startedAt',
    replace: "validUntil !== ''",
  },
  {
    suite: 'rechecks for changes',
    fault: 'A change of the sender’s brand is not looked at.',
    file: 'src/registry/scrubs/changed-since.ts',
    find: ' || id === brand',
    replace: '',
  },
  {
    suite: 'rechecks for changes',
    fault: 'A change of the asker is not looked at.',
    file: 'src/registry/scrubs/changed-since.ts',
    find: 'id === organisationId || ',
    replace: '',
  },
  {
    suite: 'rechecks for changes',
    fault: 'Rows of another policy are compared.',
    file: 'src/registry/scrubs/recheck-rows.ts',
    find: 'if (policy === id) return;',
    replace: "if (id !== '') return;",
  },
  {
    suite: 'rechecks for changes',
    fault: 'A position behind the end of the log is taken for one that nothing came after.',
    file: 'src/registry/scrubs/changed-since.ts',
    find: ' || position > store.head()',
    replace: '',
  },
  {
    suite: 'rechecks as jobs',
    fault: 'A first job that paused keeps only what its last rows were decided as.',
    file: 'src/registry/scrubs/run-scrub.ts',
    find: 'from?.results ?? empty',
    replace: '{ ...(from?.results ?? empty), decided: 0 }',
  },
  {
    suite: 'rechecks as jobs',
    fault: 'A recheck takes a list in the place of what the rows were decided as.',
    file: 'src/registry/scrubs/upload-scrub-input.ts',
    find: 'if (own.job.recheckOf !== undefined) {',
    replace: 'if (own.job.recheckOf === null) {',
  },
  {
    suite: 'rechecks as jobs',
    fault: 'The position of a scrub is that of its end, not that of its terms.',
    file: 'src/registry/scrubs/scrub-list.ts',
    find: 'formatPosition(registry.shard.logId, position)',
    replace: 'formatPosition(registry.shard.logId, registry.store.head())',
  },
  {
    suite: 'rechecks as jobs',
    fault: 'Numbers that were asked about too often are lost.',
    file: 'src/registry/scrubs/slice-decisions.ts',
    find: 'for (const [row, number] of refused) slice.numbers[row] = number;',
    replace: '',
  },
  {
    suite: 'rechecks for changes',
    fault: 'What a list brought since the first scrub is not looked at.',
    file: 'src/registry/scrubs/changed-since.ts',
    find: 'numbers.has(number) || blocks.has(blockOf(number))',
    replace: 'numbers.has(number)',
  },
  {
    suite: 'scrub paths',
    fault: 'The quick path takes a CR for a part of the last cell.',
    file: 'src/scrub/plain-rows.ts',
    find: 'const end = at > start && bytes[at - 1] === carriageReturn ? at - 1 : at;',
    replace: 'const end = at;',
  },
  {
    suite: 'hostile lists',
    fault: 'A row whose cells were moved to the right is decided.',
    file: 'src/scrub/row-taker.ts',
    find: 'if (columns > form.columns) rejection = tooManyColumns;',
    replace: 'if (columns > form.columns + 9) rejection = tooManyColumns;',
  },
];
