import { createHash } from 'node:crypto';
import { dayMs, type EpochMs, hourMs, minuteMs, secondMs } from '../../core/time.ts';
import type { HandOver, OutgoingText } from '../outlet.ts';
import { destinationAddress } from './addresses.ts';
import { type StatusMeaning, statusMeaning } from './command-status.ts';
import { messageIdOf } from './delivery-receipts.ts';
import type { PduFields } from './pdu.ts';
import type { SmppLinkSettings } from './smpp-link-settings.ts';
import { type SmppSession, submittedId } from './smpp-session.ts';
import { textFields } from './split-text.ts';
import type { StandingBind } from './standing-bind.ts';
import { TextWindow } from './text-window.ts';

const firstHoldMs = secondMs;
const holdMsMax = 30 * secondMs;

/** Hands texts to the message centre. */
export class SubmitDesk {
  readonly #settings: SmppLinkSettings;
  readonly #bind: StandingBind;
  readonly #window: TextWindow;
  #heldUntil: EpochMs = 0;
  #throttledInARow = 0;

  constructor(settings: SmppLinkSettings, bind: StandingBind) {
    this.#settings = settings;
    this.#bind = bind;
    this.#window = new TextWindow(settings.window, settings.textsPerSec);
  }

  async handOver(text: OutgoingText): Promise<HandOver> {
    const rows = textFields(text.text, referenceOf(text.id), this.#settings);
    if (rows === undefined) return { status: 'REJECTED', reason: 'the text is too long' };
    let messageId = '';
    // One after another: a text of which a part was refused is not sent on.
    for (const [index, row] of rows.entries()) {
      const isLast = index === rows.length - 1;
      const went = await this.#window.run(() => this.#submit(text, row, isLast));
      if (went.status !== 'ACCEPTED') return went;
      messageId = went.messageId ?? '';
    }
    // Receipts are asked for the last part alone: they name the text by one id.
    return messageId === '' ? { status: 'ACCEPTED' } : { status: 'ACCEPTED', messageId };
  }

  async #submit(text: OutgoingText, row: PduFields, isLast: boolean): Promise<HandOver> {
    const now = Date.now();
    const session = this.#bind.bound;
    if (now >= text.expiresAt) return { status: 'REJECTED', reason: 'the text has expired' };
    if (session === undefined) return { status: 'LATER', reason: 'not bound', waitMs: this.#bind.waitMs };
    if (this.#isHeld(now)) return { status: 'LATER', reason: 'throttled', waitMs: this.#heldUntil - now };
    const answer = await session.submit({ ...this.#addressed(text, isLast, now), ...row });
    if (answer === 'UNSENT') return { status: 'LATER', reason: 'not bound', waitMs: this.#bind.waitMs };
    if (answer === 'UNANSWERED') return { status: 'IN_DOUBT', reason: 'the link broke before the text was answered' };
    const meaning = statusMeaning(answer.status);
    if (meaning.text === 'ACCEPTED' && answer.command === 'submit_sm_resp') {
      this.#throttledInARow = 0;
      const messageId = messageIdOf(submittedId(answer), this.#settings.messageIds.submitted);
      return { status: 'ACCEPTED', messageId };
    }
    return this.#turnedDown(meaning, session);
  }

  #turnedDown({ name, text, waitMs, holdsLink, breaksLink }: StatusMeaning, session: SmppSession): HandOver {
    if (breaksLink) void session.finish(`a text was answered by ${name}`);
    if (text === 'REJECTED') return { status: 'REJECTED', reason: name };
    if (text === 'ACCEPTED') return { status: 'IN_DOUBT', reason: 'answered by something else' };
    if (!holdsLink) return { status: 'LATER', reason: name, ...(waitMs === undefined ? {} : { waitMs }) };
    const holdMs = Math.min(holdMsMax, firstHoldMs * 2 ** this.#throttledInARow);
    const now = Date.now();
    // Answers to what was under way already count as one.
    if (!this.#isHeld(now)) {
      this.#throttledInARow++;
      this.#heldUntil = now + holdMs;
    }
    return { status: 'LATER', reason: name, waitMs: this.#heldUntil - now };
  }

  /** A hold that is longer than any was made before the clock was set back. */
  #isHeld(now: EpochMs): boolean {
    return now < this.#heldUntil && this.#heldUntil - now <= holdMsMax;
  }

  #addressed({ from, to, expiresAt }: OutgoingText, isLast: boolean, now: EpochMs): PduFields {
    const { source, numbers, receipts, serviceType } = this.#settings;
    const destination = destinationAddress(to, numbers);
    return {
      service_type: serviceType,
      ...{ source_addr_ton: source.ton, source_addr_npi: source.npi, source_addr: from.replace(/^\+/, '') },
      ...{ dest_addr_ton: destination.ton, dest_addr_npi: destination.npi, destination_addr: destination.addr },
      ...{ validity_period: validityPeriod(expiresAt - now), registered_delivery: receipts && isLast ? 1 : 0 },
    };
  }
}

/** SMPP 3.4, 7.1.1.2: a time from now on, which does not ask whose clock is right. */
function validityPeriod(ms: number): string {
  const rest = Math.max(secondMs, Math.min(ms, 30 * dayMs));
  const parts = [rest / dayMs, (rest % dayMs) / hourMs, (rest % hourMs) / minuteMs, (rest % minuteMs) / secondMs];
  return `0000${parts.map((part) => String(Math.floor(part)).padStart(2, '0')).join('')}000R`;
}

/** 16 bits that are the same for the same text handed over again. */
function referenceOf(id: string): number {
  return createHash('sha256').update(id).digest().readUInt16BE(0);
}
