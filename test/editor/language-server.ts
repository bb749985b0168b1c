// Drives the real yaml-language-server, the one behind most editors' YAML, over its standard streams.

import { type ChildProcessByStdio, spawn } from "node:child_process";
import { createRequire } from "node:module";
import type { Readable, Writable } from "node:stream";
import { pathToFileURL } from "node:url";
import {
  type CompletionItem,
  type CompletionList,
  createProtocolConnection,
  type Diagnostic,
  type Hover,
  type MarkupContent,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
  TextDocumentItem,
} from "vscode-languageserver-protocol/node";
import { cleanEnvironment } from "../cli/run-conduit.ts";

const require = createRequire(import.meta.url);
const program = require.resolve("yaml-language-server/bin/yaml-language-server");

/** What an editor tells the server. Nothing is fetched: the catalogue of schemas on the network is off. */
const settings: Readonly<Record<string, unknown>> = {
  yaml: { validate: true, hover: true, completion: true, schemaStore: { enable: false, url: "" } },
  http: {},
  redhat: { telemetry: { enabled: false } },
};

const capabilities = {
  workspace: { configuration: true },
  textDocument: {
    completion: { completionItem: { documentationFormat: ["markdown" as const], snippetSupport: true } },
    hover: { contentFormat: ["markdown" as const] },
    publishDiagnostics: {},
  },
};

/** A place in a text, from 0. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** A running server. */
export class LanguageServer {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #connection: ProtocolConnection;
  readonly #waiting = new Map<string, (found: PublishDiagnosticsParams) => void>();
  readonly #died: Promise<never>;

  private constructor() {
    this.#child = spawn(process.execPath, [program, "--stdio"], {
      env: cleanEnvironment(),
      stdio: ["pipe", "pipe", "inherit"],
    });
    this.#died = new Promise<never>((_, reject) => {
      this.#child.once("error", reject);
      this.#child.once("exit", (code) => reject(new Error(`the language server ended with ${code}`)));
    });
    // Whoever waits for an answer hears of it.
    this.#died.catch(() => undefined);
    const [reader, writer] = [new StreamMessageReader(this.#child.stdout), new StreamMessageWriter(this.#child.stdin)];
    this.#connection = createProtocolConnection(reader, writer);
    this.#connection.onRequest("workspace/configuration", ({ items }: { items: { section: string }[] }) =>
      items.map(({ section }) => settings[section] ?? null),
    );
    this.#connection.onRequest("client/registerCapability", () => null);
    this.#connection.onNotification("textDocument/publishDiagnostics", (found: PublishDiagnosticsParams) =>
      this.#waiting.get(found.uri)?.(found),
    );
    this.#connection.listen();
  }

  static async start(): Promise<LanguageServer> {
    const server = new LanguageServer();
    await server.#ask("initialize", { processId: process.pid, rootUri: null, capabilities });
    await server.#connection.sendNotification("initialized", {});
    return server;
  }

  /** Opens a text as if it were in a file, and gives what is found in it. */
  async open(file: string, text: string): Promise<Diagnostic[]> {
    const uri = pathToFileURL(file).href;
    const found = new Promise<PublishDiagnosticsParams>((resolve) => this.#waiting.set(uri, resolve));
    const textDocument = TextDocumentItem.create(uri, "yaml", 1, text);
    await this.#connection.sendNotification("textDocument/didOpen", { textDocument });
    return (await Promise.race([found, this.#died])).diagnostics;
  }

  /** What could stand at a place of an open file. */
  async complete(file: string, position: Position): Promise<CompletionItem[]> {
    const { items } = await this.#ask<CompletionList>("textDocument/completion", placeIn(file, position));
    return items;
  }

  /** What is said about a place of an open file. */
  async hover(file: string, position: Position): Promise<string> {
    const hover = await this.#ask<Hover | null>("textDocument/hover", placeIn(file, position));
    return (hover?.contents as MarkupContent | undefined)?.value ?? "";
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once("exit", resolve));
    await this.#ask("shutdown");
    await this.#connection.sendNotification("exit");
    await ended;
    this.#connection.dispose();
  }

  async #ask<T>(method: string, params?: object): Promise<T> {
    return await Promise.race([this.#connection.sendRequest<T>(method, params), this.#died]);
  }
}

const placeIn = (file: string, position: Position) => ({
  textDocument: { uri: pathToFileURL(file).href },
  position,
});
