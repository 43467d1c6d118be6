// Two PouchDB databases and, with "serve", their server: reads a step a line, answers with its seconds.
const PouchDB = require("pouchdb-node");
const [mode, folder, where, count] = process.argv.slice(2);
const text = "就用地、用电与用工的条件谈了一轮，企业要求先看标准厂房，再谈政策。".repeat(10);
const id = (number) => `lead-${String(number).padStart(8, "0")}`;

async function desks() {
  const remote = `${where}/leads`;
  const a = new PouchDB(`${folder}/a`), b = new PouchDB(`${folder}/b`);
  for (let at = 0; at < +count; at += 1000) {
    const docs = [];
    for (let n = at; n < Math.min(at + 1000, +count); n++) docs.push({ _id: id(n), title: `线索 ${n}`, summary: text });
    await a.bulkDocs(docs);
  }
  const edit = async (db, n, patch) => db.put({ ...(await db.get(id(n))), ...patch });
  const timed = async (work) => { const began = performance.now(); await work(); return (performance.now() - began) / 1000; };
  const lines = require("readline").createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  // What was done until now only led up to what is measured.
  const mark = async () => { console.log("mark"); await lines.next(); };
  console.log("ready");
  for (;;) {
    const { value: step, done } = await lines.next();
    if (done) process.exit(0);
    let took = 0, kept = "";
    if (step === "first push") took = await timed(() => a.replicate.to(remote));
    else if (step === "first pull") took = await timed(() => b.replicate.from(remote));
    else if (step === "100 changed") {
      for (let n = 0; n < 100; n++) await edit(a, n, { summary: "改动" + text });
      took = await timed(() => a.replicate.to(remote));
    } else if (step === "nothing") {
      await b.sync(remote);
      await a.sync(remote);
      await mark();
      took = await timed(() => a.sync(remote));
    }
    else {
      await edit(a, 0, { title: "甲的改动" });
      await edit(b, 0, { summary: "乙的改动" });
      await a.sync(remote);
      await mark();
      took = await timed(async () => { await b.sync(remote); await a.sync(remote); });
      const found = await a.get(id(0), { conflicts: true });
      const shown = ["甲的改动", "乙的改动"].filter((said) => JSON.stringify(found).includes(said)).length;
      kept = `${shown} of 2 edits shown, ${(found._conflicts || []).length} hidden beside`;
    }
    console.log(JSON.stringify({ took, kept }));
  }
}

function serve() {
  const app = require("express")();
  const Stored = PouchDB.defaults({ prefix: `${folder}/` });
  app.use("/", require("express-pouchdb")(Stored, { mode: "minimumForPouchDB", inMemoryConfig: true, logPath: `${folder}/log.txt` }));
  app.listen(+where, "127.0.0.1");
}

mode === "serve" ? serve() : desks();
