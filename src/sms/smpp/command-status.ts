import { secondMs } from '../../core/time.ts';

/** Values of `command_status`: SMPP 3.4, table 5-2. */
export const commandStatus = {
  ok: 0x00,
  invalidCommandLength: 0x02,
  invalidCommandId: 0x03,
  invalidBindState: 0x04,
  systemError: 0x08,
  invalidPassword: 0x0e,
  invalidSystemId: 0x0f,
  queueFull: 0x14,
  invalidSystemType: 0x53,
  throttled: 0x58,
  temporaryAppError: 0x64,
  invalidParameterLength: 0xc2,
} as const;

/** What an answer to `submit_sm` means for the text and for the link. */
export interface StatusMeaning {
  readonly name: string;
  readonly text: 'ACCEPTED' | 'REJECTED' | 'LATER';
  /** The text waits this long. */
  readonly waitMs?: number;
  /** All texts of the link wait, longer each time in a row. */
  readonly holdsLink?: true;
  /** Peer and we differ on where the link stands: it is begun anew. */
  readonly breaksLink?: true;
}

const rows: readonly (readonly [status: number, name: string, text: StatusMeaning['text'], more?: object])[] = [
  [0x00, 'ESME_ROK', 'ACCEPTED'],
  [0x01, 'ESME_RINVMSGLEN', 'REJECTED'],
  // A text that cannot be read as a PDU would break the next link too.
  [0x02, 'ESME_RINVCMDLEN', 'REJECTED', { breaksLink: true }],
  [0x03, 'ESME_RINVCMDID', 'REJECTED', { breaksLink: true }],
  [0x04, 'ESME_RINVBNDSTS', 'LATER', { breaksLink: true }],
  [0x05, 'ESME_RALYBND', 'LATER', { breaksLink: true }],
  [0x06, 'ESME_RINVPRTFLG', 'REJECTED'],
  [0x07, 'ESME_RINVREGDLVFLG', 'REJECTED'],
  [0x08, 'ESME_RSYSERR', 'LATER', { waitMs: 5 * secondMs }],
  [0x0a, 'ESME_RINVSRCADR', 'REJECTED'],
  [0x0b, 'ESME_RINVDSTADR', 'REJECTED'],
  [0x0c, 'ESME_RINVMSGID', 'REJECTED'],
  [0x0d, 'ESME_RBINDFAIL', 'LATER', { breaksLink: true }],
  [0x0e, 'ESME_RINVPASWD', 'LATER', { breaksLink: true }],
  [0x0f, 'ESME_RINVSYSID', 'LATER', { breaksLink: true }],
  [0x14, 'ESME_RMSGQFUL', 'LATER', { waitMs: 10 * secondMs }],
  [0x15, 'ESME_RINVSERTYP', 'REJECTED'],
  [0x43, 'ESME_RINVESMCLASS', 'REJECTED'],
  [0x45, 'ESME_RSUBMITFAIL', 'LATER', { waitMs: 10 * secondMs }],
  [0x48, 'ESME_RINVSRCTON', 'REJECTED'],
  [0x49, 'ESME_RINVSRCNPI', 'REJECTED'],
  [0x50, 'ESME_RINVDSTTON', 'REJECTED'],
  [0x51, 'ESME_RINVDSTNPI', 'REJECTED'],
  [0x53, 'ESME_RINVSYSTYP', 'REJECTED'],
  [0x54, 'ESME_RINVREPFLAG', 'REJECTED'],
  [0x58, 'ESME_RTHROTTLED', 'LATER', { holdsLink: true }],
  [0x61, 'ESME_RINVSCHED', 'REJECTED'],
  [0x62, 'ESME_RINVEXPIRY', 'REJECTED'],
  [0x63, 'ESME_RINVDFTMSGID', 'REJECTED'],
  [0x64, 'ESME_RX_T_APPN', 'LATER', { waitMs: 10 * secondMs }],
  [0x65, 'ESME_RX_P_APPN', 'REJECTED'],
  [0x66, 'ESME_RX_R_APPN', 'REJECTED'],
  [0xc0, 'ESME_RINVOPTPARSTREAM', 'REJECTED'],
  [0xc1, 'ESME_ROPTPARNOTALLWD', 'REJECTED'],
  [0xc2, 'ESME_RINVPARLEN', 'REJECTED'],
  [0xc3, 'ESME_RMISSINGOPTPARAM', 'REJECTED'],
  [0xc4, 'ESME_RINVOPTPARAMVAL', 'REJECTED'],
  [0xfe, 'ESME_RDELIVERYFAILURE', 'REJECTED'],
  [0xff, 'ESME_RUNKNOWNERR', 'LATER', { waitMs: 10 * secondMs }],
];

const meanings = new Map<number, StatusMeaning>(
  rows.map(([status, name, text, more]) => [status, { name, text, ...more }]),
);

/** Of a value that the specification does not have (0x400 and above are the vendors'), the text is tried again. */
export function statusMeaning(status: number): StatusMeaning {
  const name = `0x${status.toString(16).padStart(8, '0')}`;
  return meanings.get(status) ?? { name, text: 'LATER', waitMs: 30 * secondMs };
}

/** What a bind is refused for until somebody changes the settings. */
export function isWrongCredentials(status: number): boolean {
  const { invalidPassword, invalidSystemId, invalidSystemType } = commandStatus;
  return status === invalidPassword || status === invalidSystemId || status === invalidSystemType;
}
