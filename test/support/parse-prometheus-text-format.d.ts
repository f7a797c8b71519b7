declare module "parse-prometheus-text-format" {
  export type Sample = {
    readonly labels?: Readonly<Record<string, string>>;
    readonly value?: string;
    readonly count?: string;
    readonly sum?: string;
    readonly buckets?: Readonly<Record<string, string>>;
  };
  export type Family = {
    readonly name: string;
    readonly help: string;
    readonly type: string;
    readonly metrics: readonly Sample[];
  };
  export default function parsePrometheusTextFormat(text: string): readonly Family[];
}
