// Stands in for systemd: prints each message that it is sent, as a line of JSON.
const path = (Deno.env.get("NOTIFY_SOCKET") ?? "").replace(/^@/, "\0");
const socket = Deno.listenDatagram({ transport: "unixpacket", path });
console.log("listening");
for await (const [bytes] of socket) console.log(JSON.stringify(new TextDecoder().decode(bytes)));

export {};
