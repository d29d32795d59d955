import { describeRegistry } from '../conformance/conformance.ts';
import { openInWorkerd } from './workerd-target.ts';

describeRegistry('workerd', () => openInWorkerd({}, {}));
describeRegistry('workerd with its numbers in three objects', () => openInWorkerd({ DND_SHARDS: '3' }, {}));
