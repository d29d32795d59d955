import { numberAt } from '../src/core/phone-number.ts';
import { openRegistry } from '../src/node/open-registry.ts';
import { settingsFrom } from '../src/node/settings.ts';
import { openSession } from '../src/registry/access/open-session.ts';
import { requestCode } from '../src/registry/access/request-code.ts';
import type { TextToSend } from '../src/registry/sms-gateway.ts';
import type { ShortRecordPut } from '../src/storage/store.ts';

/** Session tokens of so many subscribers with numbers in these blocks, each opened by the code that was texted to the number; good for 30 minutes. */
export async function subscriberSessions(
  dataDir: string,
  count: number,
  blocks: readonly number[],
): Promise<readonly string[]> {
  const { registry, close } = await openRegistry(settingsFrom({ DATA_DIR: dataDir, LOG_LEVEL: 'warn' }));
  try {
    return await Promise.all(
      Array.from({ length: count }, async (_, at) => {
        const phoneNumber = `+${numberAt(blocks[at % blocks.length] as number, at * 7)}`;
        let texted = '';
        const sms = {
          async send({ text }: TextToSend, together: readonly ShortRecordPut[] = []) {
            texted = text;
            return registry.store.putShortRecords(together);
          },
        };
        const clientAddress = `192.0.${at >> 8}.${at & 255}`;
        await requestCode({ ...registry, sms }, { phoneNumber, clientAddress });
        const code = /\d{6}/.exec(texted)?.[0] ?? '';
        return (await openSession(registry, { phoneNumber, code, clientAddress })).token;
      }),
    );
  } finally {
    await close();
  }
}
