/** The client against a gateway that runs; the test that starts it says where and gives the key. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { createClient, type Schemas } from "../src/index.js";

function told(name: string): string {
  const value = process.env[name];
  assert.ok(value, `${name} is not set`);
  return value;
}

const baseUrl = told("MAXXIT_URL");
const operator = createClient({ baseUrl, apiKey: told("MAXXIT_API_KEY") });

test("who has a key is known", async () => {
  const { data, response } = await operator.GET("/api/auth/me");

  assert.equal(response.status, 200);
  assert.equal(data?.role, "OPS");
  assert.match(data?.wallet ?? "", /^0x[0-9a-fA-F]{40}$/);
});

test("who has none is told so in a problem", async () => {
  const { data, error } = await createClient({ baseUrl }).GET("/api/auth/me");

  assert.equal(data, undefined);
  assert.equal(error?.error, "not_signed_in");
  assert.equal(error?.status, 401);
});

test("what is created under a key is created once, and can be undone", async () => {
  const body: Schemas["HaltIn"] = { scope: "VENUE", target: "PAPER", reason: "a drill" };
  const params = { header: { "idempotency-key": crypto.randomUUID() } };
  const made = await operator.POST("/api/admin/halts", { body, params });
  const again = await operator.POST("/api/admin/halts", { body, params });
  assert.equal(made.response.status, 201);
  assert.equal(again.response.headers.get("idempotency-replayed"), "true");
  assert.deepEqual(again.data, made.data);

  const id = made.data?.id ?? "";
  const lifted = await operator.DELETE("/api/admin/halts/{halt_id}", {
    params: { path: { halt_id: id } },
  });
  assert.equal(lifted.data?.id, id);
});

test("a field that is wrong is named, and the compiler knew", async () => {
  // @ts-expect-error there is no such scope
  const body: Schemas["HaltIn"] = { scope: "MOON", reason: "a drill" };
  const { error } = await operator.POST("/api/admin/halts", { body });

  assert.equal(error?.status, 422);
  assert.deepEqual(error?.errors?.map((each) => each.field), ["body.scope"]);
});
