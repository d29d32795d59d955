/** The page from which figures are taken away. */
export interface OpenDataWords {
  readonly heading: string;
  readonly lead: string;
  readonly noSuchPeriod: string;
  /** Of a release: `Files of October 2026`. */
  files(period: string): string;
  readonly file: string;
  readonly what: string;
  readonly size: string;
  readonly digest: string;
  readonly kinds: Readonly<Record<'csv' | 'json' | 'parquet' | 'dictionary' | 'manifest', string>>;
  readonly rows: string;
  readonly suppressedRows: string;
  readonly licence: string;
  readonly licenceName: string;
  readonly schema: string;
  readonly position: string;
  readonly countedAt: string;
  readonly seeFigures: string;
  readonly releases: {
    readonly heading: string;
    readonly period: string;
    readonly countedAt: string;
    readonly position: string;
    /** `latest` in a path stands for the newest one. */
    readonly always: string;
  };
  readonly read: {
    readonly heading: string;
    readonly lines: readonly string[];
    readonly inDuckDb: string;
  };
  readonly check: {
    readonly heading: string;
    readonly digests: string;
    readonly signature: string;
    readonly checkLink: string;
    readonly onCommandLine: string;
  };
  readonly made: {
    readonly heading: string;
    lines(minimum: string): readonly string[];
  };
}
