import type { DisclosedReason } from '../../core/enquiry.ts';
import type { FaultCode } from '../../core/fault.ts';
import type { ScrubStatus } from '../../registry/scrubs/scrub-job.ts';
import type { ColumnFound } from '../../scrub/list-form.ts';
import type { ListPreview } from '../../scrub/list-preview.ts';
import type { Unreadable } from '../../scrub/number-reader.ts';
import type { SplitName } from '../../scrub/row-output.ts';
import type { Rejection } from '../../scrub/row-slice.ts';
import type { Refusal } from './shell-words.ts';

/** The pages of people at an organisation who have lists to call. Times, numbers and sizes come written. */
export interface CallCentreWords {
  readonly lists: {
    readonly heading: string;
    readonly lead: string;
    readonly start: string;
    readonly none: string;
    readonly name: string;
    readonly opened: string;
    readonly state: string;
    readonly kept: string;
    readonly byProgram: string;
    readonly older: string;
    counts(allowed: number, all: number): string;
  };
  /** WAITING: here, and nothing was asked about it yet. */
  readonly states: Readonly<Record<ScrubStatus | 'WAITING', string>>;
  readonly upload: UploadWords;
  readonly columns: ColumnWords;
  readonly terms: TermsWords;
  readonly progress: {
    readonly queued: string;
    readonly label: string;
    decided(percent: string): string;
    readonly rows: string;
    readonly rate: string;
    readonly remaining: string;
    readonly unknown: string;
    readonly refresh: string;
    readonly leave: string;
    readonly cancel: string;
  };
  readonly outcome: OutcomeWords;
  readonly ended: {
    readonly failed: string;
    readonly failures: Readonly<Record<Failure, string>>;
    readonly cancelled: string;
    readonly expired: string;
    readonly streamed: string;
    readonly forEngineers: string;
  };
  readonly remove: {
    heading(name: string): string;
    readonly text: string;
    readonly yes: string;
    readonly no: string;
  };
  /** What the verbs refuse, on a page of its own; the rest has the shell's words. */
  readonly refusals: Readonly<Partial<Record<FaultCode, Refusal>>>;
  readonly limit: string;
}

export interface UploadWords {
  readonly heading: string;
  readonly lead: string;
  readonly fileLabel: string;
  fileHint(limit: string): string;
  readonly send: string;
  readonly chooseFile: string;
  readonly dropFile: string;
  readonly noFileChosen: string;
  readonly enteredDropZone: string;
  readonly leftDropZone: string;
  readonly noFile: string;
  readonly empty: string;
  readonly severalFiles: string;
  readonly workbook: string;
  readonly otherFile: string;
  readonly unfinishedHeading: string;
  unfinished(arrived: string): string;
  readonly unfinishedPlain: string;
  /** With `{percent}` and `{size}`. */
  readonly sending: string;
  readonly waiting: string;
  readonly cancel: string;
  readonly signedOut: string;
  readonly refused: string;
}

export interface ColumnWords {
  readonly heading: string;
  readonly delimiter: string;
  readonly delimiters: Readonly<Record<',' | ';' | '\t' | '|', string>>;
  readonly oneColumn: string;
  readonly encoding: string;
  readonly encodings: Readonly<Record<ListPreview['encoding'], string>>;
  readonly compressed: string;
  readonly heads: string;
  readonly withHeads: string;
  readonly withoutHeads: string;
  readonly numbers: string;
  readonly found: Readonly<Record<ColumnFound['by'], string>>;
  readonly notFound: string;
  place(place: number): string;
  sample(rows: number): string;
  readonly readAs: string;
  readonly unreadable: Readonly<Record<Unreadable, string>>;
  readonly label: string;
  readonly show: string;
  readonly broken: string;
  readonly another: string;
}

export interface TermsWords {
  readonly heading: string;
  readonly name: string;
  readonly category: string;
  readonly channel: string;
  readonly sender: string;
  readonly senderHint: string;
  readonly noSenders: string;
  readonly planned: string;
  readonly plannedOptional: string;
  plannedHint(zone: string): string;
  readonly layout: string;
  readonly annotated: string;
  readonly annotatedHint: string;
  readonly split: string;
  readonly splitHint: string;
  readonly proofs: string;
  readonly proofsHint: string;
  readonly choose: string;
  readonly start: string;
  readonly errors: {
    readonly name: string;
    readonly category: string;
    readonly channel: string;
    readonly sender: string;
    senderUnknown(sender: string): string;
    senderNotFor(sender: string, category: string): string;
    readonly planned: string;
    readonly plannedRange: string;
    readonly layout: string;
  };
}

export interface OutcomeWords {
  readonly heading: string;
  rows(rows: number): string;
  readonly kind: string;
  readonly count: string;
  readonly kinds: Readonly<Record<SplitName, Refusal>>;
  readonly allowed: Readonly<Record<AllowReason, string>>;
  readonly blocked: Readonly<Record<BlockReason, string>>;
  readonly rejected: Readonly<Record<Rejection, string>>;
  readonly unavailable: string;
  readonly total: string;
  duplicates(rows: number): string;
  blankLines(lines: number): string;
  changed(changed: number, looked: number): string;
  reliedOn(until: string): string;
  notAnyMore(since: string): string;
  readonly download: string;
  readonly files: Readonly<Record<SplitName | 'annotated' | 'changed', string>>;
  readonly certificate: string;
  readonly certificateText: string;
  readonly check: string;
  readonly rowSecret: string;
  readonly rowSecretText: string;
  readonly asked: string;
  readonly next: string;
  readonly recheck: string;
  readonly recheckText: string;
  readonly again: string;
  readonly againText: string;
  readonly remove: string;
  keptUntil(when: string): string;
}

export type AllowReason = Extract<
  DisclosedReason,
  'EXEMPT' | 'TRANSACTIONAL' | 'CONSENT' | 'CATEGORY_ALLOWED' | 'CHANNEL_ALLOWED' | 'DEFAULT'
>;
export type BlockReason = Exclude<DisclosedReason, Exclude<AllowReason, 'DEFAULT'>>;

/** Why a scrub failed, as far as its owner can do something about it. */
export type Failure = 'COLUMN' | 'UNREADABLE' | 'TOO_LARGE' | 'QUOTA' | 'NOT_ADMITTED' | 'OURS';
