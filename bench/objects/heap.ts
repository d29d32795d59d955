/** Of an isolate, after a collection of garbage: its own heap, and the buffers that it holds on to. */
export interface HeapUse {
  readonly heapBytes: number;
  readonly buffersBytes: number;
}

interface Target {
  readonly id: string;
  readonly webSocketDebuggerUrl: string;
}

/** Asks workerd's inspector (Chrome DevTools protocol, `Runtime.getHeapUsage`). */
export async function heapUse(inspectorPort: number, worker: string): Promise<HeapUse> {
  const targets = (await (await fetch(`http://127.0.0.1:${inspectorPort}/json`)).json()) as readonly Target[];
  const target = targets.find(({ id }) => id.endsWith(worker));
  if (target === undefined)
    throw new Error(`the inspector has no ${worker}: ${targets.map(({ id }) => id).join(', ')}`);
  const socket = new WebSocket(target.webSocketDebuggerUrl);
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = reject;
  });
  try {
    await ask(socket, 1, 'HeapProfiler.enable');
    await ask(socket, 2, 'HeapProfiler.collectGarbage');
    const used = await ask(socket, 3, 'Runtime.getHeapUsage');
    return { heapBytes: used['usedSize'] ?? 0, buffersBytes: used['backingStorageSize'] ?? 0 };
  } finally {
    socket.close();
  }
}

interface Answer {
  readonly id?: number;
  readonly result?: Figures;
  readonly error?: { readonly message: string };
}

function ask(socket: WebSocket, id: number, method: string): Promise<Figures> {
  return new Promise((resolve, reject) => {
    const hear = ({ data }: MessageEvent) => {
      const answer = JSON.parse(String(data)) as Answer;
      if (answer.id !== id) return;
      socket.removeEventListener('message', hear);
      if (answer.error === undefined) resolve(answer.result ?? {});
      else reject(new Error(`${method}: ${answer.error.message}`));
    };
    socket.addEventListener('message', hear);
    socket.send(JSON.stringify({ id, method }));
  });
}

type Figures = Readonly<Partial<Record<string, number>>>;
