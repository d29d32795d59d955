import type { Socket } from 'node:net';
import { secondMs } from '../../core/time.ts';
import { type Asked, AwaitedAnswers } from './awaited-answers.ts';
import { commandStatus, isWrongCredentials, statusMeaning } from './command-status.ts';
import { decodePdu, encodePdu, headerOf, MalformedPdu, type Pdu, type PduFields, stringField } from './pdu.ts';
import { PduFrames } from './pdu-frames.ts';
import type { SmppLinkSettings } from './smpp-link-settings.ts';
import { openSocket } from './smpp-socket.ts';

export type BindRole = 'transceiver' | 'transmitter' | 'receiver';

/** Why a session is over. */
export interface SessionEnd {
  readonly reason: string;
  /** No other attempt will fare better until the settings are changed. */
  readonly isWrongCredentials: boolean;
}

export interface SessionHandlers {
  bound(session: SmppSession): void;
  /** A text or a receipt; resolves to the status that it is answered with. Never rejects. */
  delivered(pdu: Pdu, session: SmppSession): Promise<number>;
  /** The answer left, and the peer has read it once it answers a request of ours with a later number. */
  answered(pdu: Pdu, session: SmppSession, status: number): void;
  /** The peer answered our request of this number. */
  heard(session: SmppSession, sequence: number): void;
  ended(session: SmppSession, end: SessionEnd): void;
  note(message: string): void;
}

/** Texts of the peer that may wait for their answers at once; it is not read from beyond that. */
const deliveriesMax = 64;
/** Answers that a peer does not fetch. */
const unsentOctetsMax = 1 << 20;
const malformedMax = 10;
const unbindWaitMs = 5 * secondMs;
const sequenceMax = 0x7fffffff;
const interfaceVersion = 0x34;

/** One connection to a message centre, from its first octet to its last. */
export class SmppSession {
  readonly #settings: SmppLinkSettings;
  readonly #role: BindRole;
  readonly #handlers: SessionHandlers;
  readonly #frames = new PduFrames();
  readonly #awaited = new AwaitedAnswers(() => this.#socket?.isPaused() !== true);
  #socket: Socket | undefined;
  #state: 'CONNECTING' | 'BOUND' | 'FINISHING' | 'ENDED' = 'CONNECTING';
  #sequence = 0;
  #deliveries = 0;
  #malformed = 0;
  #connectTimer: NodeJS.Timeout | undefined;
  #enquireTimer: NodeJS.Timeout | undefined;
  #finished: (() => void) | undefined;
  #finishing: Promise<void> | undefined;

  constructor(settings: SmppLinkSettings, role: BindRole, handlers: SessionHandlers) {
    this.#settings = settings;
    this.#role = role;
    this.#handlers = handlers;
  }

  /** Connects and binds; what comes of it is told to the handlers. */
  open(): void {
    this.#connectTimer = setTimeout(() => this.#end('no connection in time'), this.#settings.responseSec * secondMs);
    try {
      const socket = openSocket(this.#settings, () => void this.#bind());
      this.#socket = socket;
      socket.on('data', (piece: Buffer) => this.#read(piece));
      socket.on('error', (error: NodeJS.ErrnoException) => this.#end(error.code ?? 'broken connection'));
      socket.on('close', () => this.#end('the peer closed the connection'));
    } catch (error) {
      const reason = `TLS settings: ${(error as NodeJS.ErrnoException).code ?? 'unusable'}`;
      // Nobody holds the session yet while it is opened.
      queueMicrotask(() => this.#end(reason));
    }
  }

  get isBound(): boolean {
    return this.#state === 'BOUND';
  }

  /** Number of the last request of ours. */
  get sequence(): number {
    return this.#sequence;
  }

  /** Sends a text; an answer that does not come in time ends the session, once the others under way are answered. */
  async submit(fields: PduFields): Promise<Asked> {
    if (!this.isBound) return 'UNSENT';
    const answer = await this.#ask('submit_sm', fields, this.#settings.responseSec * secondMs);
    if (answer === 'UNANSWERED') void this.finish('a text was not answered in time');
    return answer;
  }

  /** Sends no more, waits for what is under way both ways, says goodbye. Bounded in time. */
  finish(reason: string): Promise<void> {
    this.#finishing ??= this.#finish(reason);
    return this.#finishing;
  }

  async #finish(reason: string): Promise<void> {
    if (this.#state === 'BOUND') {
      this.#state = 'FINISHING';
      clearInterval(this.#enquireTimer);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, this.#settings.responseSec * secondMs);
        this.#finished = () => {
          clearTimeout(timer);
          resolve();
        };
        this.#lookWhetherFinished();
      });
      // Nobody is late while the peer is not read from: that would be waited for without end.
      if (this.#isLive() && this.#socket?.isPaused() !== true) await this.#ask('unbind', {}, unbindWaitMs);
    }
    this.#end(reason);
  }

  async #bind(): Promise<void> {
    const { systemId, password, systemType, addressRange, responseSec } = this.#settings;
    const fields = {
      ...{ system_id: systemId, password, system_type: systemType },
      ...{ interface_version: interfaceVersion, address_range: addressRange },
    };
    const bind = `bind_${this.#role}`;
    const answer = await this.#ask(bind, fields, responseSec * secondMs);
    if (typeof answer === 'string') {
      this.#end('the bind was not answered');
      return;
    }
    if (answer.status !== commandStatus.ok) {
      this.#end(`the bind was refused: ${statusMeaning(answer.status).name}`, isWrongCredentials(answer.status));
      return;
    }
    if (this.#state !== 'CONNECTING') return;
    if (answer.command !== `${bind}_resp`) {
      this.#end('the bind was answered by something else');
      return;
    }
    clearTimeout(this.#connectTimer);
    this.#state = 'BOUND';
    this.#enquireTimer = setInterval(() => void this.#enquire(), this.#settings.enquireLinkSec * secondMs);
    this.#handlers.bound(this);
  }

  async #enquire(): Promise<void> {
    const answer = await this.#ask('enquire_link', {}, this.#settings.responseSec * secondMs);
    if (answer === 'UNANSWERED') this.#end('the peer does not answer');
  }

  async #ask(command: string, fields: PduFields, waitMs: number): Promise<Asked> {
    this.#sequence = this.#sequence === sequenceMax ? 1 : this.#sequence + 1;
    const answer = this.#awaited.of(this.#sequence, waitMs);
    this.#write(encodePdu(command, this.#sequence, fields));
    const settled = await answer;
    this.#lookWhetherFinished();
    return settled;
  }

  #write(octets: Buffer): void {
    if (!this.#isLive() || this.#socket === undefined) return;
    this.#socket.write(octets);
    if (this.#socket.writableLength > unsentOctetsMax) this.#end('the peer does not read');
  }

  #read(piece: Buffer): void {
    this.#frames.push(piece);
    this.#drain();
  }

  #drain(): void {
    try {
      while (this.#isLive() && this.#deliveries < deliveriesMax) {
        const frame = this.#frames.next();
        if (frame === undefined) break;
        const isBinding = this.#state === 'CONNECTING';
        this.#take(frame);
        if (!isBinding) continue;
        // What came together with the answer to the bind is taken once that has had its effect.
        setImmediate(() => this.#drain());
        break;
      }
    } catch (error) {
      if (!(error instanceof MalformedPdu)) throw error;
      this.#handlers.note('a malformed PDU: the link is begun anew');
      this.#end(`malformed: ${error.message}`);
    }
    if (!this.#isLive()) return;
    if (this.#deliveries >= deliveriesMax) this.#socket?.pause();
    else if (this.#socket?.isPaused()) this.#socket.resume();
  }

  #take(frame: Buffer): void {
    let pdu: Pdu;
    try {
      pdu = decodePdu(frame);
    } catch (error) {
      if (!(error instanceof MalformedPdu) || headerOf(frame).isResponse || ++this.#malformed > malformedMax)
        throw error;
      // The frame is sound: refused alone, or the peer would send it again on each new link.
      this.#refuseMalformed(frame);
      return;
    }
    if (pdu.isResponse) this.#takeResponse(pdu);
    else this.#takeRequest(pdu);
  }

  #refuseMalformed(frame: Buffer): void {
    this.#handlers.note('a PDU with a malformed body was refused');
    const responseId = frame.readUInt32BE(4) + 0x80000000;
    const answer = encodePdu('generic_nack', headerOf(frame).sequence, {}, commandStatus.invalidParameterLength);
    answer.writeUInt32BE(responseId, 4);
    this.#write(answer);
  }

  #takeResponse(pdu: Pdu): void {
    if (this.#awaited.settle(pdu.sequence, pdu)) this.#handlers.heard(this, pdu.sequence);
    else if (pdu.command === 'generic_nack') this.#end(`the peer lost track: ${statusMeaning(pdu.status).name}`);
    else this.#handlers.note('an answer to nothing that was asked, or too late');
  }

  #takeRequest(pdu: Pdu): void {
    const { command, sequence } = pdu;
    switch (command) {
      case 'deliver_sm':
      case 'data_sm':
        this.#takeDelivery(pdu);
        break;
      case 'enquire_link':
        this.#write(encodePdu('enquire_link_resp', sequence));
        break;
      case 'unbind':
        this.#write(encodePdu('unbind_resp', sequence));
        this.#end('the peer unbound', false, 'GENTLY');
        break;
      case 'alert_notification':
        break;
      default:
        this.#handlers.note('a command that a message centre does not send was refused');
        this.#write(encodePdu('generic_nack', sequence, {}, commandStatus.invalidCommandId));
    }
  }

  #takeDelivery(pdu: Pdu): void {
    const { invalidBindState, temporaryAppError } = commandStatus;
    if (this.#state === 'CONNECTING') this.#answer(pdu, invalidBindState);
    else if (this.#state === 'FINISHING') this.#answer(pdu, temporaryAppError);
    else void this.#deliver(pdu);
  }

  async #deliver(pdu: Pdu): Promise<void> {
    this.#deliveries++;
    const status = await this.#handlers.delivered(pdu, this);
    this.#deliveries--;
    if (!this.#isLive()) return;
    this.#answer(pdu, status);
    this.#handlers.answered(pdu, this, status);
    this.#lookWhetherFinished();
    if (this.#socket?.isPaused()) this.#drain();
  }

  #answer({ command, sequence }: Pdu, status: number): void {
    this.#write(encodePdu(`${command}_resp`, sequence, {}, status));
  }

  #isLive(): boolean {
    return this.#state !== 'ENDED';
  }

  #lookWhetherFinished(): void {
    if (this.#awaited.size === 0 && this.#deliveries === 0) this.#finished?.();
  }

  #end(reason: string, isWrong = false, how: 'AT_ONCE' | 'GENTLY' = 'AT_ONCE'): void {
    if (!this.#isLive()) return;
    this.#state = 'ENDED';
    clearTimeout(this.#connectTimer);
    clearInterval(this.#enquireTimer);
    const socket = this.#socket;
    if (how === 'GENTLY') {
      socket?.destroySoon();
      setTimeout(() => socket?.destroy(), unbindWaitMs).unref();
    } else socket?.destroy();
    this.#awaited.abandon();
    this.#finished?.();
    this.#handlers.ended(this, { reason, isWrongCredentials: isWrong });
  }
}

/** The name by which receipts will call a text that the peer took. */
export function submittedId(answer: Pdu): string {
  return stringField(answer, 'message_id');
}
