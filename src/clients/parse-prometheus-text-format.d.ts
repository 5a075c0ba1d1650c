declare module 'parse-prometheus-text-format' {
  interface MetricFamily {
    readonly name: string;
    /** A gauge's or counter's samples have `value`; those of a histogram or summary do not. */
    readonly metrics: readonly {
      readonly value?: string;
      readonly labels?: Readonly<Record<string, string>>;
    }[];
  }
  export default function parsePrometheusTextFormat(text: string): readonly MetricFamily[];
}
