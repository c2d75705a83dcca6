# Connections over sockets, MemoryBIOs, http.client and asyncio, with a self-signed certificate.
import asyncio
import http.client
import http.server
import os
import socket
import ssl
import threading

CERTIFICATE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "localhost.pem")
server_context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
server_context.load_cert_chain(CERTIFICATE)
server_context.set_alpn_protocols(["http/1.1"])
client_context = ssl.create_default_context(cafile=CERTIFICATE)
client_context.set_alpn_protocols(["h2", "http/1.1"])
print(client_context.verify_mode, client_context.check_hostname, client_context.minimum_version)
print(client_context.cert_store_stats(), len(server_context.get_ciphers()) > 3)

listener = socket.create_server(("127.0.0.1", 0))


def serve(count):
    for _ in range(count):
        connection, _address = listener.accept()
        try:
            with server_context.wrap_socket(connection, server_side=True) as secure:
                secure.sendall(secure.recv(100).upper())
        except (ssl.SSLError, ConnectionError):
            pass


thread = threading.Thread(target=serve, args=(3,))
thread.start()
address = listener.getsockname()
with socket.create_connection(address) as plain:
    with client_context.wrap_socket(plain, server_hostname="localhost") as secure:
        secure.sendall(b"hello")
        print(secure.recv(100), secure.version(), secure.selected_alpn_protocol())
        certificate = secure.getpeercert()
        print(certificate["subject"], certificate["subjectAltName"], secure.server_hostname)
        print(len(secure.getpeercert(True)) > 500, secure.session_reused, secure.compression())
        print(secure.recv(10))
for hostname, context in (("example.org", client_context), ("localhost", ssl.create_default_context())):
    with socket.create_connection(address) as plain:
        try:
            context.wrap_socket(plain, server_hostname=hostname)
        except ssl.SSLCertVerificationError as error:
            print(error.reason, error.library, error.verify_code, error.verify_message)
thread.join()
listener.close()

# A handshake in memory, step by step.
to_client, to_server = ssl.MemoryBIO(), ssl.MemoryBIO()
client = client_context.wrap_bio(to_client, to_server, server_hostname="localhost")
server = server_context.wrap_bio(to_server, to_client, server_side=True)
done = []
while len(done) < 2:
    for side in (client, server):
        try:
            side.do_handshake()
            if side not in done:
                done.append(side)
        except ssl.SSLWantReadError as error:
            pass
client.write(b"over there")
print(server.read(), client.cipher() == server.cipher(), to_client.eof)
try:
    client.read()
except ssl.SSLWantReadError as error:
    print(error.errno, type(error).__mro__[1])
names = []
server_context.sni_callback = lambda connection, name, context: names.append(name)


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"https")

    def log_message(self, *arguments):
        pass


web = http.server.HTTPServer(("127.0.0.1", 0), Handler)
web.socket = server_context.wrap_socket(web.socket, server_side=True)
thread = threading.Thread(target=web.handle_request)
thread.start()
request = http.client.HTTPSConnection("localhost", web.server_port, context=client_context)
request.request("GET", "/")
print(request.getresponse().read(), names)
request.close()
thread.join()
web.server_close()


async def echo(reader, writer):
    writer.write((await reader.readline()).upper())
    await writer.drain()
    writer.close()


async def main():
    server = await asyncio.start_server(echo, "127.0.0.1", 0, ssl=server_context)
    port = server.sockets[0].getsockname()[1]
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=client_context,
                                                   server_hostname="localhost")
    writer.write(b"asyncio\n")
    print(await reader.readline(), writer.get_extra_info("cipher") is not None)
    writer.close()
    await writer.wait_closed()
    server.close()
    await server.wait_closed()


asyncio.run(main())
for attempt in (lambda: client_context.load_verify_locations(), lambda: client_context.set_ciphers("nothing"),
                lambda: setattr(client_context, "verify_mode", ssl.CERT_NONE),
                lambda: client_context.load_cert_chain("nowhere.pem"), lambda: ssl.MemoryBIO().read("x")):
    try:
        attempt()
    except Exception as error:
        print(type(error).__name__, str(error).split(" (_ssl.c")[0])
