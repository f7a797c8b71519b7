import { Hono } from "hono";
import type { ServerEnv } from "./request-env.ts";

export type MetricsDeps = {
  readonly metrics: {
    render(): Promise<{ readonly contentType: string; readonly body: string }>;
  };
};

/** `/metrics`, for Prometheus. */
export const createMetricsRoute = ({ metrics }: MetricsDeps): Hono<ServerEnv> =>
  new Hono<ServerEnv>().get("/metrics", async (context) => {
    const { contentType, body } = await metrics.render();
    return context.body(body, 200, { "content-type": contentType });
  });
