const secret = Buffer.alloc(32, 1).toString('base64');

/** What every production registry has to be told, on Node and on Workers. */
export const production = {
  DND_MODE: 'production',
  DND_ISSUER: 'https://dnd.example',
  DND_KEY_SECRET: secret,
  DND_PEPPER: secret,
};
