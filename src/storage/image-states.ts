import { numbersPerBlock } from '../core/phone-number.ts';
import { headerBytes, parseHeader, stateInImage } from './block-image.ts';

/** The places of an image's pairs, laid out: quicker than to search the pairs for each of many numbers. */
const laidOut = new Uint16Array(numbersPerBlock);
/** To search for one number takes as long as to lay out so many pairs. */
const searchedPairs = 60;

/**
 * The states of many numbers of one image, without making a block of it: those of `offsets` from 0 to 9,999, in any
 * order, into as many places of `states`. Throws where the bytes are no image.
 */
export function statesInImage(image: Uint8Array, offsets: Uint16Array, states: Uint32Array): void {
  const view = new DataView(image.buffer, image.byteOffset, image.byteLength);
  const { paletteSize, pairs, width } = parseHeader(view);
  const palette = new Uint32Array(paletteSize + 1);
  for (let place = 1; place <= paletteSize; place++) {
    palette[place] = view.getUint32(headerBytes + (place - 1) * 4, true);
  }
  const body = headerBytes + paletteSize * 4;
  if (pairs === undefined) {
    for (let at = 0; at < offsets.length; at++) {
      states[at] = palette[placeAt(image, body + (offsets[at] as number) * width, width)] as number;
    }
    return;
  }
  if (offsets.length * searchedPairs < pairs) {
    for (let at = 0; at < offsets.length; at++) states[at] = stateInImage(image, offsets[at] as number);
    return;
  }
  laidOut.fill(0);
  const places = body + pairs * 2;
  for (let pair = 0; pair < pairs; pair++) {
    laidOut[placeAt(image, body + pair * 2, 2)] = placeAt(image, places + pair * width, width);
  }
  for (let at = 0; at < offsets.length; at++) {
    states[at] = palette[laidOut[offsets[at] as number] as number] as number;
  }
}

function placeAt(image: Uint8Array, at: number, width: number): number {
  const low = image[at] as number;
  return width === 1 ? low : low | ((image[at + 1] as number) << 8);
}
