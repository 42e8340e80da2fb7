import Hummingbird

// The least that a Hummingbird server can do: what Benchmarks/serve.py holds ours against.
let router = Router()
router.get("/healthz") { _, _ in "ok\n" }
let port = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 8080
try await Application(router: router, configuration: .init(address: .hostname("127.0.0.1", port: port))).runService()
