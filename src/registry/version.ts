/** Version of this software, as in package.json. */
export const registryVersion = '0.1.0';
