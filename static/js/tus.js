// One file over a weak line, by the open protocol tus 1.0.0: piece by piece, going on where it stopped.
"use strict";
(() => {
  const [FIRST, LEAST, MOST] = [512 * 1024, 64 * 1024, 4 * 1024 * 1024]; // bytes of a piece
  const [PAUSE, LONGEST, PATIENCE] = [1000, 30000, 60000]; // ms
  const base64 = (bytes) => btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join(""));
  const coded = (about) => Object.entries(about)
    .map(([key, value]) => `${key} ${base64(new TextEncoder().encode(value))}`).join(",");

  // Resolves after the pause, or as soon as the line is back.
  const pause = (ms) => new Promise((go) => {
    const timer = setTimeout(done, ms);
    function done() { clearTimeout(timer); removeEventListener("online", done); go(); }
    addEventListener("online", done);
  });

  // Sends `job.file`: what becomes of it is told to job.tell(state, bytes or sentence), its address is in job.url.
  // States: sending, lost, done; login and refused end it. job.stopped ends it too.
  window.sendFile = async (job, { url, token, ward, form }) => {
    let [offset, size, wait] = [null, FIRST, PAUSE];
    const ask = async (method, address, headers, body) => {
      job.line = new AbortController();
      const timer = setTimeout(() => job.line.abort(), PATIENCE);
      try {
        const answer = await fetch(address, {
          method, body, redirect: "manual", signal: job.line.signal,
          headers: { "Tus-Resumable": "1.0.0", "X-CSRFToken": token, ...headers },
        });
        if (answer.type === "opaqueredirect") throw Object.assign(new Error(), { state: "login" });
        if (answer.status >= 500 || answer.status === 408 || answer.status === 429) throw new Error(answer.status);
        return answer;
      } finally { clearTimeout(timer); }
    };
    const refuse = async (answer) => {
      const isOurs = answer.headers.get("Content-Type")?.startsWith("text/plain");
      throw Object.assign(new Error(), { state: "refused", text: isOurs ? await answer.text() : "" });
    };
    const at = (answer) => Number(answer.headers.get("Upload-Offset"));

    const begin = async () => {
      const { name, size: length, lastModified } = job.file;
      const about = coded({ filename: name, ward, form, fingerprint: `${form}|${name}|${length}|${lastModified}` });
      const answer = await ask("POST", url, { "Upload-Length": String(length), "Upload-Metadata": about });
      if (!answer.ok) await refuse(answer);
      [job.url, offset] = [answer.headers.get("Location"), at(answer)];
      job.begun?.();
    };
    const look = async () => {
      const answer = await ask("HEAD", job.url, {});
      if (answer.ok) offset = at(answer);
      else job.url = null; // swept or saved meanwhile: from the beginning
    };
    const append = async () => {
      const piece = await job.file.slice(offset, offset + size).arrayBuffer();
      const headers = { "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(offset) };
      if (crypto.subtle) headers["Upload-Checksum"] = `sha256 ${base64(await crypto.subtle.digest("SHA-256", piece))}`;
      const begun = performance.now();
      const answer = await ask("PATCH", job.url, headers, piece);
      if ([403, 413, 422].includes(answer.status)) await refuse(answer);
      if (answer.status !== 204) { offset = null; if (answer.status !== 409) await pause(wait); return; }
      const took = performance.now() - begun;
      size = took < 1500 ? Math.min(size * 2, MOST) : took > 8000 ? Math.max(size / 2, LEAST) : size;
      [offset, wait] = [at(answer), PAUSE];
    };

    while (!job.stopped) {
      try {
        await (job.url ? offset === null ? look() : append() : begin());
        if (job.stopped) return;
        if (offset !== null) job.tell("sending", offset);
        if (offset === job.file.size) return job.tell("done", offset);
      } catch (error) {
        if (job.stopped) return;
        if (error.state) return job.tell(error.state, error.text);
        job.tell("lost");
        [offset, size] = [null, Math.max(size / 2, LEAST)];
        await pause(wait);
        wait = Math.min(wait * 2, LONGEST);
      }
    }
  };
})();
