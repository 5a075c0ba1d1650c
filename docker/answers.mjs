/** Health check: ends with 0 when the URL answers with a 2xx within two seconds, with 1 otherwise. */
const [, , url] = process.argv;
const response = await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch((error) => error);
if (!response.ok) console.error(`${url}: ${response.status ?? response.message}`);
process.exitCode = response.ok ? 0 : 1;
