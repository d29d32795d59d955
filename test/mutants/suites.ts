/** A key suite: what it is called here, its vitest project and its file. */
export const suites = {
  'decision table': { project: 'unit', test: 'test/core/decision-table.test.ts' },
  'decision properties': { project: 'unit', test: 'test/core/decide.test.ts' },
  'store in memory': { project: 'unit', test: 'test/storage/memory.test.ts' },
  'store in SQLite': { project: 'unit', test: 'test/storage/sqlite.test.ts' },
  'SQLite against memory': { project: 'unit', test: 'test/storage/sqlite/model.test.ts' },
  'traces of what is erased': { project: 'unit', test: 'test/storage/sqlite/erasure-traces.test.ts' },
  audit: { project: 'unit', test: 'test/storage/sqlite/audit.test.ts' },
  'rights over the record': { project: 'unit', test: 'test/registry/rights/erasures.test.ts' },
  'imported lists': { project: 'unit', test: 'test/registry/numbers/listed-numbers.test.ts' },
  'life of numbers': { project: 'unit', test: 'test/registry/assertions/life-of-numbers.test.ts' },
  'lookup model': { project: 'unit', test: 'test/lookup/model.test.ts' },
  crash: { project: 'server', test: 'test/server/crash.test.ts' },
  credentials: { project: 'unit', test: 'test/api/credentials.test.ts' },
  'malformed requests': { project: 'unit', test: 'test/api/malformed.test.ts' },
  'receipt vectors': { project: 'unit', test: 'test/receipts/vectors.test.ts' },
  'receipt forms': { project: 'unit', test: 'test/registry/lookups/receipt-forms.test.ts' },
  architecture: { project: 'unit', test: 'test/architecture.test.ts' },
  'server under load': { project: 'unit', test: 'test/node/http-server.test.ts' },
  abuse: { project: 'unit', test: 'test/api/abuse.test.ts' },
  attacks: { project: 'unit', test: 'test/registry/access/attacks.test.ts' },
  'text vectors': { project: 'unit', test: 'test/core/texts/text-vectors.test.ts' },
  'inbound texts': { project: 'unit', test: 'test/registry/texts/receive-text.test.ts' },
  'carrier files': { project: 'unit', test: 'test/registry/carrier-files/carrier-files.test.ts' },
  'queue of texts': { project: 'unit', test: 'test/sms/text-queue-model.test.ts' },
  'broken-off texts': { project: 'unit', test: 'test/registry/texts/broken-off-texts.test.ts' },
  'signed webhooks': { project: 'unit', test: 'test/sms/http/webhook.test.ts' },
  scrub: { project: 'unit', test: 'test/registry/scrubs/scrub-list.test.ts' },
  'scrub paths': { project: 'unit', test: 'test/registry/scrubs/one-result.test.ts' },
  'scrub jobs': { project: 'unit', test: 'test/api/sender/scrubs/scrub-jobs.test.ts' },
  'resumed scrubs': { project: 'unit', test: 'test/registry/scrubs/resumed-scrub.test.ts' },
  'rechecks for changes': { project: 'unit', test: 'test/registry/scrubs/recheck-changes.test.ts' },
  'rechecks as jobs': { project: 'unit', test: 'test/registry/scrubs/recheck-jobs.test.ts' },
  'hostile lists': { project: 'unit', test: 'test/registry/scrubs/hostile-lists.test.ts' },
  'SMPP, texts in': { project: 'unit', test: 'test/sms/smpp/receiving.test.ts' },
  'SMPP, texts out': { project: 'unit', test: 'test/sms/smpp/submitting.test.ts' },
  'exports of figures': { project: 'unit', test: 'test/exports/release-files.test.ts' },
  'exported releases': { project: 'unit', test: 'test/registry/statistics/export-release.test.ts' },
  'checked figures': { project: 'unit', test: 'test/cli/commands/statistics/export-and-check.test.ts' },
  'blurred figures': { project: 'unit', test: 'test/core/replay/blurred.test.ts' },
  'replay model': { project: 'unit', test: 'test/core/replay/replay.test.ts' },
  'replays as jobs': { project: 'unit', test: 'test/registry/statistics/replays/replays.test.ts' },
  'proposed policies': { project: 'unit', test: 'test/api/regulator/replays.test.ts' },
  'OpenAPI document': { project: 'unit', test: 'test/api/openapi.test.ts' },
} as const satisfies Record<string, Suite>;

export interface Suite {
  readonly project: 'unit' | 'server';
  readonly test: string;
}

export type SuiteName = keyof typeof suites;
