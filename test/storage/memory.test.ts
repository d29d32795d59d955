import { memoryStore } from '../../src/storage/memory/memory-store.ts';
import { sha256 } from '../../src/storage/sqlite/sha256.ts';
import { describeStore } from './conformance.ts';

describeStore('memory store', async () => memoryStore({ sha256 }));
