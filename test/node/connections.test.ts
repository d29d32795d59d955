import { EventEmitter } from 'node:events';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { Connections } from '../../src/node/connections.ts';

function connected() {
  const server = new EventEmitter();
  const clock = { at: 0 };
  const connections = new Connections(server as unknown as Server, 100, () => clock.at);
  const client = () => {
    const socket = Object.assign(new EventEmitter(), {
      bytesWritten: 0,
      writableLength: 0,
      destroyed: false,
      destroy: () => {
        socket.destroyed = true;
        socket.emit('close');
      },
    });
    server.emit('connection', socket);
    return socket;
  };
  return { connections, clock, client };
}

test('an answer that nobody takes is dropped with its connection once it has waited too long', () => {
  const { connections, clock, client } = connected();
  const [stuck, reading, idle] = [client(), client(), client()];
  Object.assign(stuck, { bytesWritten: 5_000, writableLength: 4_000 });
  Object.assign(reading, { bytesWritten: 5_000, writableLength: 4_000 });
  expect(connections.look()).toBe(0);
  clock.at = 99;
  expect(connections.look()).toBe(0);
  reading.writableLength = 3_999;
  clock.at = 100;
  expect(connections.look()).toBe(1);
  expect([stuck.destroyed, reading.destroyed, idle.destroyed]).toEqual([true, false, false]);
  expect(connections.count).toBe(2);
});

test('idle connections are closed, those with a request or an answer under way are not', () => {
  const { connections, client } = connected();
  const [busy, taking, idle] = [client(), client(), client()];
  taking.writableLength = 1;
  connections.closeIdle(new Set([busy as unknown as Socket]));
  expect([busy.destroyed, taking.destroyed, idle.destroyed]).toEqual([false, false, true]);
});
