/** The table of all transactions: finds the one a message belongs to, makes new ones, keeps their number in bounds. */
import type { SipRequest, SipResponse } from "../message/message.ts";
import type { Peer } from "../transport/transport.ts";
import { ClientTransaction, type ClientUser } from "./client-transaction.ts";
import type { TransactionContext } from "./context.ts";
import { InviteClientTransaction } from "./invite-client-transaction.ts";
import { InviteServerTransaction, type InviteServerUser } from "./invite-server-transaction.ts";
import { clientKey, mergeKey, responseKey, serverKey } from "./key.ts";
import { ServerTransaction } from "./server-transaction.ts";

/** What the layer makes of a request. */
export type Received =
  /** It belongs to a transaction, which has dealt with it. */
  | { readonly type: "absorbed" }
  | { readonly type: "new" }
  /** The same request is being handled already, having come by another way (RFC 3261 8.2.2.2). */
  | { readonly type: "merged" }
  | { readonly type: "overload" };

type Server = ServerTransaction | InviteServerTransaction;

export class TransactionLayer {
  readonly #context: TransactionContext;
  readonly #limits: { readonly serverTransactionsMax: number; readonly clientTransactionsMax: number };
  readonly #servers = new Map<string, Server>();
  readonly #merge = new Map<string, string>();
  readonly #clients = new Map<string, ClientTransaction | InviteClientTransaction>();

  constructor(
    context: TransactionContext,
    limits: { readonly serverTransactionsMax: number; readonly clientTransactionsMax: number },
  ) {
    this.#context = context;
    this.#limits = limits;
  }

  get size(): { readonly servers: number; readonly clients: number } {
    return { servers: this.#servers.size, clients: this.#clients.size };
  }

  /** False: nobody waits for this response. One that answers what was sent to a holder comes from that holder. */
  receiveResponse(response: SipResponse, peer: Peer): boolean {
    const transaction = this.#clients.get(responseKey(response));
    if (transaction === undefined || !isSameHolder(transaction.peer, peer)) return false;
    transaction.receive(response);
    return true;
  }

  receiveRequest(request: SipRequest): Received {
    const transaction = this.#servers.get(serverKey(request));
    if (transaction instanceof InviteServerTransaction) {
      transaction.received(request);
      return { type: "absorbed" };
    }
    if (transaction !== undefined) {
      transaction.retransmitted(request);
      return { type: "absorbed" };
    }
    if (request.method === "ACK") return { type: "new" };
    if (request.toTag === undefined && this.#merge.has(mergeKey(request))) return { type: "merged" };
    return { type: this.#servers.size >= this.#limits.serverTransactionsMax ? "overload" : "new" };
  }

  /** The INVITE that a CANCEL means (RFC 3261 9.2). */
  cancelled(cancel: SipRequest, peer: Peer): InviteServerTransaction | undefined {
    const transaction = this.#servers.get(serverKey(cancel, "INVITE"));
    const isIt = transaction instanceof InviteServerTransaction && isSameHolder(transaction.peer, peer);
    return isIt ? transaction : undefined;
  }

  server(request: SipRequest, peer: Peer): ServerTransaction {
    const forget = this.#remember(request);
    const transaction = new ServerTransaction(this.#context, peer, forget);
    this.#servers.set(serverKey(request), transaction);
    return transaction;
  }

  inviteServer(request: SipRequest, peer: Peer, user: InviteServerUser): InviteServerTransaction {
    const forget = this.#remember(request);
    const transaction = new InviteServerTransaction(this.#context, peer, {
      ack: (ack) => user.ack(ack),
      ended: () => {
        forget();
        user.ended();
      },
    });
    this.#servers.set(serverKey(request), transaction);
    return transaction;
  }

  /** What is returned lives as long as the transaction, so it must not hold the request. */
  #remember(request: SipRequest): () => void {
    const key = serverKey(request);
    if (request.toTag !== undefined) return () => this.#servers.delete(key);
    const merge = mergeKey(request);
    this.#merge.set(merge, key);
    return () => {
      this.#servers.delete(key);
      if (this.#merge.get(merge) === key) this.#merge.delete(merge);
    };
  }

  client(request: ClientRequest, user: ClientUser): ClientTransaction | undefined {
    const key = clientKey(request.branch, request.method);
    if (this.#isFull(key, user)) return undefined;
    const transaction = new ClientTransaction(this.#context, request, this.#forgetting(key, user));
    this.#clients.set(key, transaction);
    transaction.start();
    return transaction;
  }

  inviteClient(
    request: ClientRequest & { readonly ackFor: (response: SipResponse) => string },
    user: ClientUser,
  ): InviteClientTransaction | undefined {
    const key = clientKey(request.branch, "INVITE");
    if (this.#isFull(key, user)) return undefined;
    const transaction = new InviteClientTransaction(this.#context, request, this.#forgetting(key, user));
    this.#clients.set(key, transaction);
    transaction.start();
    return transaction;
  }

  #isFull(key: string, user: ClientUser): boolean {
    if (this.#clients.size < this.#limits.clientTransactionsMax && !this.#clients.has(key)) return false;
    this.#context.counters.count("transaction.clientsRefused");
    const message = this.#clients.has(key) ? "the branch is in use" : "too many transactions";
    // Never from inside the call that asked: its caller has nothing to compare with yet.
    this.#context.clock.setTimer(() => user.failed("transport", message), 0);
    return true;
  }

  #forgetting(key: string, user: ClientUser): ClientUser {
    return {
      response: (response) => user.response(response),
      failed: (cause, message) => user.failed(cause, message),
      ended: () => {
        this.#clients.delete(key);
        user.ended();
      },
    };
  }

  /** Ends them all in silence. */
  stop(): void {
    for (const transaction of [...this.#servers.values(), ...this.#clients.values()]) transaction.terminate();
  }
}

function isSameHolder(asked: Peer, answering: Peer): boolean {
  return asked.holder === undefined || asked.holder === answering.holder;
}

export type ClientRequest = {
  readonly text: string;
  readonly peer: Peer;
  readonly branch: string;
  readonly method: string;
};
