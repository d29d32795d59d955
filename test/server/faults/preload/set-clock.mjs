import { readFileSync } from 'node:fs';

/** Loaded before the server: its clock stands as many milliseconds ahead as the file named by `CLOCK_AHEAD` says. */
const RealDate = Date;
const now = () => RealDate.now() + Number(readFileSync(process.env.CLOCK_AHEAD, 'utf8'));

globalThis.Date = class extends RealDate {
  constructor(...given) {
    super(...(given.length === 0 ? [now()] : given));
  }
  static now() {
    return now();
  }
};
