/** A typed client of the Maxxit API; the types are made of its description. */

import createFetchClient, { type Client, type ClientOptions } from "openapi-fetch";

import type { components, paths } from "./schema.js";

export type { components, operations, paths } from "./schema.js";

/** The bodies that go in and out, by name. */
export type Schemas = components["schemas"];

export interface Options extends ClientOptions {
  /** Where the gateway is, such as `https://api.example.org`. */
  baseUrl: string;
  /** A key made at `POST /api/keys`; a browser that signed in needs none. */
  apiKey?: string;
}

/** Make a client: `await client.GET("/api/auth/me")` answers `{ data }` or `{ error }`. */
export function createClient({ apiKey, ...options }: Options): Client<paths> {
  const client = createFetchClient<paths>({ credentials: "include", ...options });
  if (apiKey !== undefined) {
    client.use({
      onRequest({ request }) {
        request.headers.set("Authorization", `Bearer ${apiKey}`);
        return request;
      },
    });
  }
  return client;
}
