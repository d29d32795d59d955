import type { BaseStance } from '../../core/preferences.ts';

/** Who may reach me: the switch, the table, hours and days, and what comes of saving. */
export interface ChoicesWords {
  readonly heading: string;
  readonly standsNow: string;
  readonly stanceLegend: string;
  readonly stances: Readonly<Record<BaseStance, { readonly label: string; readonly hint: string }>>;
  readonly present: string;
  readonly tableHeading: string;
  readonly tableHint: string;
  readonly category: string;
  readonly hoursLegend: string;
  readonly hoursHint: string;
  readonly daysLegend: string;
  readonly daysHint: string;
  readonly save: string;
  /** Which companies have a consent, and which ask for one: beside the choices. */
  consented(count: number): string;
  asked(count: number): string;
  readonly seeSenders: string;

  readonly pickHeading: string;
  readonly pickHint: string;
  readonly confirmHeading: string;
  readonly lessProtected: string;
  readonly losesChoices: string;
  endsConsents(count: number, brands: string): string;
  readonly thenStands: string;
  readonly confirm: string;
  readonly keep: string;

  readonly conflictHeading: string;
  readonly conflictHint: string;
  readonly entered: string;

  youChose(stance: string): string;
  readonly mayNoMore: string;
  readonly mayNow: string;
  readonly quietNow: string;
  readonly openNow: string;
  readonly onlyChannels: (category: string, channels: string) => string;
}
