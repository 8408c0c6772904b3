import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

const LISTENING = '0A';

/** The TCP ports that this process and all its children listen on. Linux only: it reads /proc. */
export function listeningPorts(): number[] {
  const sockets = new Set(familyOf(process.pid).flatMap(socketsOf));
  const rows = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((path) =>
    readFileSync(path, 'utf8').trim().split('\n').slice(1),
  );
  const ports = rows.flatMap((row) => {
    const [, local = '', , state, , , , , , inode] = row.trim().split(/\s+/);
    return state === LISTENING && sockets.has(`socket:[${inode}]`)
      ? [Number.parseInt(local.split(':')[1] ?? '', 16)]
      : [];
  });
  return [...new Set(ports)];
}

/** The process and its children, theirs included. */
function familyOf(root: number): number[] {
  const parents = readdirSync('/proc').flatMap((name) => {
    const stat = /^\d+$/.test(name) ? readOrNothing(() => readFileSync(`/proc/${name}/stat`, 'utf8')) : '';
    // the command is in brackets and may hold anything
    const parent = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
    return stat === '' ? [] : [{ pid: Number(name), parent: Number(parent) }];
  });
  const childrenOf = (pid: number): number[] =>
    parents.filter(({ parent }) => parent === pid).flatMap((child) => [child.pid, ...childrenOf(child.pid)]);
  return [root, ...childrenOf(root)];
}

function socketsOf(pid: number): string[] {
  const folder = `/proc/${pid}/fd`;
  const names = readOrNothing(() => readdirSync(folder).join('\n'));
  return names.split('\n').map((fd) => readOrNothing(() => readlinkSync(`${folder}/${fd}`)));
}

/** A process or file may end while it is read. */
function readOrNothing(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
