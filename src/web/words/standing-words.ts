import type { Reach } from '../../core/reach.ts';

/** Who may reach a person, in sentences. `reach` is how: one of the phrases below. */
export interface StandingWords {
  readonly call: string;
  readonly text: string;
  readonly callOrText: string;
  /** On every channel of a policy that has more than two. */
  readonly anyhow: string;
  /** By channels' names. */
  by(channels: string): string;
  nobody(reach: string): string;
  anybody(reach: string, times: string): string;
  only(categories: string, reach: string, times: string): string;
  allBut(categories: string, reach: string, times: string): string;
  /** Of three days or more, one after the other. */
  dayRange(first: string, last: string): string;
  /** One of them is empty where it is every day, or all day. */
  at(days: string, hours: string): string;
  hours(from: string, to: string): string;
  /** 0:00 and 24:00. */
  readonly dayBegins: string;
  readonly dayEnds: string;
  /** Between two pieces of `at`. */
  readonly andAt: string;
  /** The whole of when; either part may be empty. */
  times(days: string, holidays: string): string;
  notOn(holidays: string): string;
  onlyOn(holidays: string, hours: string): string;
  readonly severalZones: string;
  readonly service: Readonly<Record<Reach['service'], string>>;
  /** Codes, alarms, authorities: whatever was chosen. */
  readonly always: string;
}
