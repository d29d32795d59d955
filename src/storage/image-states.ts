import { fetchLines } from '../core/cache-lines.ts';
import { numbersPerBlock } from '../core/phone-number.ts';
import { stateInForm } from './block-image.ts';
import { type ImageForm, imageForm, offsetOfPair, stateAtPlace } from './image-form.ts';

/** The places of an image's pairs, laid out: quicker than to search the pairs for each of many numbers. */
const laidOut = new Uint16Array(numbersPerBlock);
/** The states of an image by their place; the first is that of unknown numbers. */
const palette = new Uint32Array(2 ** 16);
/** Of fewer numbers, most of the image is not looked at. */
const fetchedMin = 8;
/** To search for one number takes as long as to lay out so many pairs. */
const searchedPairs = 60;

/**
 * The states of many numbers of one image, without making a block of it: those of `offsets[from, to)`, each from 0 to
 * 9,999, in any order, into the same places of `states`. The image is `image[start, end)`. Throws where that is none.
 */
export function statesInImage(
  image: Uint8Array,
  offsets: Uint16Array,
  states: Uint32Array,
  from: number = 0,
  to: number = offsets.length,
  start: number = 0,
  end: number = image.length,
): void {
  const form = imageForm(image, start, end);
  const { pairs, places, paletteSize } = form;
  if (pairs !== undefined && (to - from) * searchedPairs < pairs) {
    for (let at = from; at < to; at++) states[at] = stateInForm(image, form, offsets[at] as number);
    return;
  }
  for (let place = 1; place <= paletteSize; place++) palette[place] = stateAtPlace(image, form, place);
  if (pairs === undefined) {
    if (places.bits < 8) statesByBits(form, end, offsets, states, from, to);
    else for (let at = from; at < to; at++) states[at] = palette[places.get(offsets[at] as number)] as number;
    return;
  }
  layOut(image, form, pairs);
  for (let at = from; at < to; at++) {
    states[at] = palette[laidOut[offsets[at] as number] as number] as number;
  }
}

/** By the palette: where several places share a byte, as they do in most images. */
function statesByBits(
  { places: { bits, bytes, from: first } }: ImageForm,
  end: number,
  offsets: Uint16Array,
  states: Uint32Array,
  from: number,
  to: number,
): void {
  const mask = (1 << bits) - 1;
  if (to - from >= fetchedMin) fetchLines(bytes, first, end);
  for (let at = from; at < to; at++) {
    const bit = (offsets[at] as number) * bits;
    states[at] = palette[((bytes[first + (bit >>> 3)] as number) >>> (bit & 7)) & mask] as number;
  }
}

function layOut(image: Uint8Array, form: ImageForm, pairs: number): void {
  laidOut.fill(0);
  for (let pair = 0; pair < pairs; pair++) laidOut[offsetOfPair(image, form, pair)] = form.places.get(pair);
}
