import type { PduFields } from './pdu.ts';
import { type CodedText, codeText, type DefaultCharset, type Sign } from './text-coding.ts';
import { partHeader } from './user-data-header.ts';

/** How texts go that do not fit one message: parts with a header or with TLVs, or whole in `message_payload`. */
export type LongTexts = 'UDH' | 'SAR' | 'PAYLOAD';

/** More than any reply has; a text beyond it is not sent. */
export const partsMax = 10;

const userDataHeader = 0x40;

/**
 * The fields that carry a text, one row a `submit_sm`; undefined where it is too long. `reference` is of 16 bits and
 * the same where the text is handed over again, so that a phone puts parts of both together.
 */
export function textFields(
  text: string,
  reference: number,
  { defaultCharset, longTexts }: { readonly defaultCharset: DefaultCharset; readonly longTexts: LongTexts },
): readonly PduFields[] | undefined {
  const coded = codeText(text, defaultCharset);
  const data_coding = coded.dataCoding;
  const whole = octetsOf(coded.signs);
  if (weightOf(coded.signs) <= coded.most) return [{ data_coding, short_message: whole }];
  const parts = split(coded);
  const total = parts.length;
  if (total > partsMax) return undefined;
  if (longTexts === 'PAYLOAD') return [{ data_coding, message_payload: whole }];
  return parts.map((octets, index) => {
    const part = { reference, total, place: index + 1 };
    if (longTexts === 'UDH') {
      const short_message = Buffer.concat([partHeader(part), octets]);
      return { data_coding, esm_class: userDataHeader, short_message };
    }
    const sar_msg_ref_num = Buffer.from([(reference >> 8) & 0xff, reference & 0xff]);
    const sar = { sar_total_segments: Buffer.from([total]), sar_segment_seqnum: Buffer.from([part.place]) };
    return { data_coding, short_message: octets, sar_msg_ref_num, ...sar };
  });
}

/** Fills each part as far as whole characters go. */
function split({ signs, partMost }: CodedText): readonly Buffer[] {
  const parts: Sign[][] = [];
  let weight = Number.POSITIVE_INFINITY;
  for (const sign of signs) {
    weight += sign.weight;
    if (weight > partMost) {
      parts.push([]);
      weight = sign.weight;
    }
    parts.at(-1)?.push(sign);
  }
  return parts.map(octetsOf);
}

function octetsOf(signs: readonly Sign[]): Buffer {
  return Buffer.from(signs.flatMap(({ octets }) => octets));
}

function weightOf(signs: readonly Sign[]): number {
  return signs.reduce((sum, { weight }) => sum + weight, 0);
}
