import { createHash } from 'node:crypto';
import { Fault, type FaultCode } from '../../core/fault.ts';
import { secondMs } from '../../core/time.ts';
import type { InboundText } from '../../registry/texts/receive-text.ts';
import type { LinkLog } from '../link.ts';
import type { DeliveryReceipt } from '../outlet.ts';
import { subscriberNumber } from './addresses.ts';
import { commandStatus } from './command-status.ts';
import type { CountedNotes } from './counted-notes.ts';
import { isReceipt, readReceipt } from './delivery-receipts.ts';
import { InboundMemory, type Seen } from './inbound-memory.ts';
import { inboundPartsMax, PartAssembly, type TextOctets } from './part-assembly.ts';
import { integerField, octetsField, type Pdu, stringField } from './pdu.ts';
import type { SmppLinkSettings } from './smpp-link-settings.ts';
import type { SmppSession } from './smpp-session.ts';
import { decodeText } from './text-coding.ts';
import { type PartOf, readHeader, type UserDataHeader } from './user-data-header.ts';

/** Where the messages of a link go. */
export interface LinkParts {
  /** Rejects with a Fault: one of `temporary` where the text may come again, else for good. */
  takeText(input: InboundText): Promise<unknown>;
  receipt(receipt: DeliveryReceipt): void | Promise<void>;
  readonly log: LinkLog;
}

/** A text or a part of one, as the peer sent it. */
interface Message extends TextOctets {
  readonly from: string;
  readonly to: string;
  readonly part?: PartOf | undefined;
}

const temporary: ReadonlySet<FaultCode> = new Set(['UNAVAILABLE', 'ABORTED', 'TOO_MANY_REQUESTS', 'QUOTA_EXCEEDED']);
/** As much as the doors over HTTP take: parts of 16 kB each would add up to what takes seconds to parse. */
const textCharactersMax = 2_000;
const messageTypeBits = 0x3c;
const headerBit = 0x40;

/** Deals with what the message centre sends: texts, parts of texts, receipts. */
export class InboundDesk {
  readonly #settings: SmppLinkSettings;
  readonly #parts: LinkParts;
  readonly #notes: CountedNotes;
  readonly #memory = new InboundMemory();
  readonly #assembly: PartAssembly;
  readonly #seen = new WeakMap<Pdu, Seen>();
  #underWay = 0;

  constructor(settings: SmppLinkSettings, parts: LinkParts, notes: CountedNotes) {
    this.#settings = settings;
    this.#parts = parts;
    this.#notes = notes;
    this.#assembly = new PartAssembly(settings.holdPartsSec * secondMs, notes, (id, inOrder) =>
      this.#takeWhole(id, inOrder),
    );
  }

  /** Resolves to the status that the message is answered with: 0 where it must not come again. Never rejects. */
  async delivered(pdu: Pdu, session: SmppSession): Promise<number> {
    this.#assembly.arrived(this.#underWay > 0);
    const seen = this.#memory.take(fingerprintOf(pdu), session);
    this.#seen.set(pdu, seen);
    if (seen.isDone) return commandStatus.ok;
    this.#underWay++;
    try {
      seen.underWay ??= this.#deal(pdu, seen);
      return await seen.underWay;
    } finally {
      seen.underWay = undefined;
      this.#underWay--;
    }
  }

  async #deal(pdu: Pdu, seen: Seen): Promise<number> {
    try {
      if (isReceipt(pdu)) return await this.#takeReceipt(pdu, seen);
      return await this.#takeMessage(pdu, seen);
    } catch (err) {
      this.#parts.log.error({ err }, 'a message of the message centre met a defect');
      return commandStatus.temporaryAppError;
    }
  }

  answered(pdu: Pdu, session: SmppSession, status: number): void {
    const seen = this.#seen.get(pdu);
    if (seen !== undefined) this.#memory.answered(seen, session.sequence, status !== commandStatus.ok);
  }

  heard(session: SmppSession, sequence: number): void {
    this.#memory.heard(session, sequence);
  }

  ended(session: SmppSession): void {
    this.#memory.ended(session);
  }

  close(): void {
    this.#assembly.close();
  }

  async #takeReceipt(pdu: Pdu, seen: Seen): Promise<number> {
    const content = octetsOf(pdu).toString('latin1');
    const receipt = readReceipt(pdu, content, this.#settings.messageIds);
    return this.#settled(seen, async () => {
      if (receipt !== undefined) await this.#parts.receipt(receipt);
    });
  }

  async #takeMessage(pdu: Pdu, seen: Seen): Promise<number> {
    const isPlainMessage = (integerField(pdu, 'esm_class') & messageTypeBits) === 0;
    const message = isPlainMessage ? this.#messageOf(pdu) : undefined;
    if (message === undefined) {
      this.#notes.note('a message that is no text from a phone was refused');
      seen.isDone = true;
      return commandStatus.ok;
    }
    const { part } = message;
    if (part !== undefined && part.total > 1) return this.#assembly.add({ ...message, ...part, seen });
    return this.#settled(seen, () => this.#take(seen.id, [message]));
  }

  /** Undefined where it is none: from a name, for a port, of no such part. */
  #messageOf(pdu: Pdu): Message | undefined {
    const address = { ton: integerField(pdu, 'source_addr_ton'), addr: stringField(pdu, 'source_addr') };
    const from = subscriberNumber(address, this.#settings.numbers);
    const to = stringField(pdu, 'destination_addr');
    const octets = octetsOf(pdu);
    const header = (integerField(pdu, 'esm_class') & headerBit) === 0 ? noHeader : readHeader(octets);
    if (from === undefined || header === undefined || header.isForeign) return undefined;
    const part = header.part ?? segmentOf(pdu);
    if (part !== undefined && !(part.place >= 1 && part.place <= part.total && part.total <= inboundPartsMax)) {
      return undefined;
    }
    const { singleShift } = header;
    const dataCoding = integerField(pdu, 'data_coding');
    return { from, to, part, octets: octets.subarray(header.octets), dataCoding, singleShift };
  }

  #takeWhole(id: string, parts: readonly Message[]): Promise<number> {
    return this.#settled(undefined, () => this.#take(id, parts));
  }

  async #take(messageId: string, parts: readonly Message[]): Promise<void> {
    const [first] = parts;
    const text = this.#textOf(parts);
    if (first === undefined || text === undefined) throw new Fault('INVALID_ARGUMENT', 'not a text', { field: 'text' });
    if (text.length > textCharactersMax) throw tooLong;
    await this.#parts.takeText({ from: first.from, to: first.to, text, messageId });
  }

  /** Read together where all parts are of one coding, for a character may be cut in two. */
  #textOf(parts: readonly TextOctets[]): string | undefined {
    const { defaultCharset } = this.#settings;
    const codings = new Set(parts.map(({ dataCoding, singleShift }) => `${dataCoding} ${singleShift}`));
    const pieces = codings.size === 1 ? [joined(parts)] : parts;
    const texts = pieces.map(({ octets, dataCoding, singleShift }) =>
      decodeText(octets, dataCoding, defaultCharset, singleShift),
    );
    return texts.every((text) => text !== undefined) ? texts.join('') : undefined;
  }

  async #settled(seen: Seen | undefined, deal: () => Promise<void>): Promise<number> {
    try {
      await deal();
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      const isTemporary = temporary.has(error.code);
      this.#notes.note(`a message was ${isTemporary ? 'put off' : 'refused for good'}: ${error.code}`);
      if (isTemporary) return commandStatus.temporaryAppError;
    }
    if (seen !== undefined) seen.isDone = true;
    return commandStatus.ok;
  }
}

const tooLong = new Fault('PAYLOAD_TOO_LARGE', 'the text is too long', {
  field: 'text',
  limit: `at most ${textCharactersMax} characters`,
});

const noHeader: UserDataHeader = { octets: 0, isForeign: false };

function joined(parts: readonly TextOctets[]): TextOctets {
  const [first] = parts;
  const octets = Buffer.concat(parts.map((part) => part.octets));
  return { octets, dataCoding: first?.dataCoding ?? 0, singleShift: first?.singleShift };
}

/** The text's octets, wherever they stand. */
function octetsOf(pdu: Pdu): Buffer {
  const short = octetsField(pdu, 'short_message');
  if (short !== undefined && short.length > 0) return short;
  return octetsField(pdu, 'message_payload') ?? Buffer.alloc(0);
}

/** Of which text it is a part by its TLVs: SMPP 3.4, 5.3.2.22 to 24. */
function segmentOf(pdu: Pdu): PartOf | undefined {
  const total = integerField(pdu, 'sar_total_segments');
  if (total === 0) return undefined;
  // Beyond what headers name, so that the two kinds never meet.
  const reference = 0x20000 + integerField(pdu, 'sar_msg_ref_num');
  return { reference, total, place: integerField(pdu, 'sar_segment_seqnum') };
}

/** The same for the same message sent again, whatever its sequence number. Holds no number. */
function fingerprintOf(pdu: Pdu): string {
  const fields = Object.entries(pdu.fields).filter(([name]) => lasting.has(name));
  const hash = createHash('sha256').update(pdu.command);
  for (const [name, value] of fields.sort(([a], [b]) => (a < b ? -1 : 1))) {
    const octets = Buffer.isBuffer(value) ? value : Buffer.from(String(value));
    hash.update(`\0${name}\0${octets.length}\0`).update(octets);
  }
  return hash.digest('base64');
}

/** Fields that are the message's own; what a message centre adds may differ each time it sends it. */
const lasting: ReadonlySet<string> = new Set([
  ...['source_addr_ton', 'source_addr', 'destination_addr', 'esm_class', 'data_coding', 'short_message'],
  ...['message_payload', 'sar_msg_ref_num', 'sar_total_segments', 'sar_segment_seqnum', 'receipted_message_id'],
  ...['message_state', 'user_message_reference'],
]);
