/** Companies that may reach me by name, that ask to, and that are shut out. */
export interface SendersWords {
  readonly heading: string;
  readonly asking: string;
  readonly askingLead: string;
  readonly given: string;
  readonly noneGiven: string;
  readonly refused: string;
  readonly noneRefused: string;
  readonly forWhat: string;
  readonly since: string;
  readonly askedOn: string;
  readonly until: string;
  readonly untilWithdrawn: string;
  /** Scopes: what it is for, and by which way. */
  readonly everything: string;
  scope(categories: string, channels: string): string;
  readonly allCategories: string;
  readonly allChannels: string;
  readonly yes: string;
  readonly no: string;
  readonly withdraw: string;
  readonly readmit: string;
  readonly refuse: string;
  /** What a button does, for who cannot see beside what it stands: begins with the button's own text. */
  ofBrand(button: string, brand: string): string;
  readonly searchHeading: string;
  readonly searchLabel: string;
  readonly searchHint: string;
  readonly search: string;
  readonly searchEmpty: string;
  found(count: number): string;
  readonly foundNothing: string;
  readonly seenAs: string;
  readonly isRefused: string;
  /** Something was taken back or ran out in between. */
  readonly gone: string;
}
