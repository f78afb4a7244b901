import { err, ok, type Result } from './result.ts';

const UNITS: Readonly<Record<string, number>> = {
  MB: 1024 ** 2,
  GB: 1024 ** 3,
};

/** Bytes of `500MB` or `1.5GB`, in powers of 1024. */
export function parseBytes(text: string): Result<number, string> {
  const [, number = '', unit = ''] =
    /^(\d+(?:\.\d+)?)(MB|GB)$/.exec(text) ?? [];
  const factor = UNITS[unit];
  return factor === undefined
    ? err('It takes a size such as 500MB or 2GB.')
    : ok(Math.round(Number(number) * factor));
}

/** `1.5 GB`, `230 MB`, `4 kB`: short, for people. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const exponent = Math.min(3, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** exponent;
  const unit = ['B', 'kB', 'MB', 'GB'][exponent] ?? 'GB';
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}
