/**
 * Sends events with Segment's real client: {url, writeKey, events: [{id, user, name, at}]} in, {delivered, failed} out.
 *
 * The client cuts batches and tries again by itself. A few batches are let go at a time, as a server's traffic would.
 */

import { Analytics } from "@segment/analytics-node";
import { asked, tell } from "./exchange.mjs";

const BATCH = 100;
const BATCHES_AT_ONCE = 8;

const { url, writeKey, events } = await asked();
const analytics = new Analytics({
  writeKey,
  host: url,
  flushAt: BATCH,
  flushInterval: 500,
  httpRequestTimeout: 30_000,
});
let delivered = 0;
const failed = [];
analytics.on("error", (error) => failed.push(String(error.reason ?? error.code)));

for (let first = 0; first < events.length; first += BATCH * BATCHES_AT_ONCE) {
  const wave = events.slice(first, first + BATCH * BATCHES_AT_ONCE).map(
    ({ id, user, name, at }) =>
      new Promise((done) => {
        const properties = { id, path: "/prices" };
        analytics.track({ messageId: id, userId: user, event: name, timestamp: new Date(at), properties }, (error) => {
          if (error) failed.push(String(error));
          else delivered += 1;
          done();
        });
      }),
  );
  await Promise.all(wave);
}
await analytics.closeAndFlush();
tell({ delivered, failed });
