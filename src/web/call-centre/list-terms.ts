import { Fault } from '../../core/fault.ts';
import { formatInstant } from '../../core/time.ts';
import { usableSender } from '../../registry/organisations/usable-senders.ts';
import type { OwnScrub } from '../../registry/scrubs/own-scrub.ts';
import type { ScrubTerms } from '../../registry/scrubs/scrub-job.ts';
import type { FormFields } from '../form-fields.ts';
import type { FormError } from '../shell/error-summary.tsx';
import { instantOfLocal, localOfInstant, nameIn, zoneOf } from '../shell/formats.ts';
import type { WebContext } from '../web-context.ts';
import { listName } from './list-name.ts';

/** The form about a list as it was filled in; names are those of its fields. */
export interface GivenTerms {
  readonly name: string;
  readonly category: string;
  readonly channel: string;
  readonly sender: string;
  readonly plannedAt: string;
  readonly layout: 'ANNOTATED' | 'SPLIT';
  readonly rowProofs: boolean;
}

export function emptyTerms(name: string): GivenTerms {
  return { name, category: '', channel: '', sender: '', plannedAt: '', layout: 'ANNOTATED', rowProofs: false };
}

/** What a list was asked about before. */
export function termsOfScrub(c: WebContext, { job }: OwnScrub, name: string): GivenTerms {
  const { category, channel, sender = '', plannedAt } = job.terms;
  return {
    ...{ name, category, channel, sender },
    plannedAt: plannedAt === undefined ? '' : localOfInstant(zoneOf(c), Date.parse(plannedAt)),
    layout: job.layout === 'SPLIT' ? 'SPLIT' : 'ANNOTATED',
    rowProofs: job.rowSecret !== undefined,
  };
}

export function givenTerms(form: FormFields): GivenTerms {
  return {
    name: listName(form.text('name', 1_000)),
    category: form.text('category', 64),
    channel: form.text('channel', 64),
    sender: form.text('sender', 128),
    plannedAt: form.text('plannedAt', 32),
    layout: form.oneOf('layout', ['ANNOTATED', 'SPLIT']) ?? 'ANNOTATED',
    rowProofs: form.has('rowProofs'),
  };
}

/** What is wrong with the form, as far as it can be said in front of its field. */
export function termErrors(c: WebContext, given: GivenTerms): readonly FormError[] {
  const { errors } = c.get('words').callCentre.terms;
  const { policy } = c.get('registry');
  const { name, category, channel, plannedAt } = given;
  const isPlanned = plannedAt === '' || instantOfLocal(zoneOf(c), plannedAt) !== undefined;
  return [
    ...(name === '' ? [{ field: 'name', text: errors.name }] : []),
    ...(policy.categories.some(({ id }) => id === category) ? [] : [{ field: 'category', text: errors.category }]),
    ...(policy.channels.some(({ id }) => id === channel) ? [] : [{ field: 'channel', text: errors.channel }]),
    ...senderErrors(c, given),
    ...(isPlanned ? [] : [{ field: 'plannedAt', text: errors.planned }]),
  ];
}

/** A sender that may not be used blocks every row: better said now than found out row by row. */
function senderErrors(c: WebContext, { sender, category }: GivenTerms): readonly FormError[] {
  const { errors } = c.get('words').callCentre.terms;
  if (sender === '') return [{ field: 'sender', text: errors.sender }];
  const usable = usableSender(c.get('registry'), c.get('caller'), sender);
  if (usable === undefined) return [{ field: 'sender', text: errors.senderUnknown(sender) }];
  const known = c.get('registry').policy.categories.find(({ id }) => id === category);
  if (known === undefined || usable.categories.includes(category)) return [];
  return [{ field: 'sender', text: errors.senderNotFor(sender, nameIn(c, known.names)) }];
}

export function scrubTerms(c: WebContext, given: GivenTerms, column: string | undefined): ScrubTerms {
  const { category, channel, sender, plannedAt } = given;
  const at = plannedAt === '' ? undefined : instantOfLocal(zoneOf(c), plannedAt);
  return {
    ...{ category, channel, sender },
    ...(at === undefined ? {} : { plannedAt: formatInstant(at) }),
    ...(column === undefined ? {} : { column }),
  };
}

/** A fault of the verb about one field of the form; others are thrown again. */
export function termFault(c: WebContext, error: unknown): readonly FormError[] {
  const { errors } = c.get('words').callCentre.terms;
  const field = error instanceof Fault ? error.field : undefined;
  if (error instanceof Fault && (error.code === 'INVALID_ARGUMENT' || error.code === 'OUT_OF_RANGE')) {
    if (field === 'plannedAt') return [{ field, text: errors.plannedRange }];
    if (field === 'category' || field === 'channel' || field === 'name') return [{ field, text: errors[field] }];
  }
  throw error;
}
