/** The public page of figures. What figures are called is in the words about figures. */
export interface OpenFiguresWords {
  /** In the navigation, and the page's heading. */
  readonly heading: string;
  readonly lead: string;
  /** Where the registry is a demo. */
  readonly demo: string;
  readonly filters: {
    readonly heading: string;
    readonly period: string;
    readonly region: string;
    readonly show: string;
  };
  readonly noSuchPeriod: string;
  readonly noSuchRegion: string;
  readonly key: {
    readonly registered: string;
    readonly refusingAll: string;
    readonly changes: string;
    readonly enquiries: string;
  };
  readonly contents: string;
  /** What comes next, and on which day. */
  next(period: string, due: string): string;
  readonly nextFigures: string;
  overTime(name: string): string;
  readonly byRegion: string;
  readonly refusedBy: string;
  readonly allowedBy: string;
  readonly unspokenBy: string;
  readonly consentsBy: string;
  readonly enquiriesBy: string;
  /** Opens a table that is not shown at first. */
  showTable(title: string): string;
  readonly countryOnly: string;
  /** Stands in place of figures that a release does not have. */
  readonly leftOut: string;
  readonly upTo: string;
  readonly about: {
    readonly heading: string;
    readonly period: string;
    readonly position: string;
    readonly positionHint: string;
    readonly countedAt: string;
    readonly policy: string;
    readonly minimum: string;
    readonly suppressedHeading: string;
    /** `minimum`: the least that is published, zero aside. */
    suppressed(minimum: string, word: string): string;
    readonly notReleased: string;
    readonly take: string;
  };
  /** Before there is any release. */
  readonly none: {
    readonly heading: string;
    /** `period`: the first that will be released; `due`: the day after its end. */
    text(period: string, due: string): string;
    readonly meanwhile: string;
  };
}
