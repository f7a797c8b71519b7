import type { Server, ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { TLSSocket } from "node:tls";
import type { Credentials } from "#test/support/a-certificate.ts";
import { createQueue } from "./waiting-queue.ts";

/** @param index - Of the connection, from 1. @returns Whether the server answers what it cannot be meant to: plain HTTP. */
type TlsFaultChoice = (index: number) => boolean;

/** The port of a server, which may go away for a while, and speak TLS. */
export type DoubleListener = {
  /** @returns The port. */
  listen(): Promise<number>;
  /** Connections made so far. */
  connections(): number;
  /** Connections made so far that asked for TLS and were answered something else. */
  unsafeConnections(): number;
  /** Waits until no connection is open. */
  allClosed(): Promise<void>;
  /** Refuses connections for a while; those that are open end with the answer they wait for. */
  refuse(forMs: number): void;
  /** Lets the connection of a response end with it, if connections are refused at this time. */
  leaveWhileRefusing(response: ServerResponse): void;
  /** From now on the port speaks TLS, but for the connections that `fails` chooses. */
  offerTls(credentials: Credentials, fails: TlsFaultChoice): void;
  close(): Promise<void>;
};

export function createDoubleListener(server: Server): DoubleListener {
  let port = 0;
  const open = new Set<Socket>();
  const closed = createQueue<void>();
  let [connections, unsafe] = [0, 0];
  let comesBack: NodeJS.Timeout | undefined;
  let secured: (socket: Socket) => Socket = (socket) => socket;

  // HTTP is spoken over what `secured` makes of a connection.
  const speakHttp = server.listeners("connection") as ((socket: Socket) => void)[];
  server.removeAllListeners("connection");
  server.on("connection", (socket) => {
    connections += 1;
    open.add(socket);
    socket.once("close", () => {
      open.delete(socket);
      closed.push();
    });
    for (const speak of speakHttp) speak.call(server, secured(socket));
  });

  const listen = async (): Promise<number> => {
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    ({ port } = server.address() as AddressInfo);
    return port;
  };

  return {
    listen,
    connections: () => connections,
    unsafeConnections: () => unsafe,
    async allClosed(): Promise<void> {
      while (open.size > 0) await closed.next();
    },
    refuse(forMs) {
      if (comesBack !== undefined) return;
      // Connections without a request are closed with it; requests under way are answered.
      server.close();
      comesBack = setTimeout(() => {
        comesBack = undefined;
        void listen();
      }, forMs);
    },
    leaveWhileRefusing(response) {
      if (comesBack !== undefined) response.shouldKeepAlive = false;
    },
    offerTls(credentials, fails) {
      secured = (socket) => {
        if (!fails(connections)) return new TLSSocket(socket, { isServer: true, ...credentials });
        unsafe += 1;
        return socket;
      };
    },
    async close(): Promise<void> {
      clearTimeout(comesBack);
      const stopped = new Promise((resolve) => server.close(resolve));
      for (const socket of open) socket.destroy();
      await stopped;
    },
  };
}
