// swift-tools-version: 6.2
import PackageDescription

// The targets are the architecture: arrows point down the list, and ARCHITECTURE.md draws them.
// A target names every module it imports; `bin/ci` builds with the check that keeps it so.

/// `bin/ci` sets this; a stranger with a newer compiler still gets a build.
let warnings: [SwiftSetting] = Context.environment["BOOKKEEPER_STRICT"] == nil ? [] : [.treatAllWarnings(as: .error)]

let strict: [SwiftSetting] =
    [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
    ] + warnings

let package = Package(
    name: "AIBookkeeper",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "bookkeeper", targets: ["App"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.30.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.34.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // The domain: money, dates, accounts, entries, reports. No I/O, no clock, nobody's package.
        .target(name: "Bookkeeping", swiftSettings: strict),

        // Bytes of a bank's file become statement lines and problems.
        .target(name: "Ingestion", dependencies: ["Bookkeeping"], swiftSettings: strict),

        // A statement line and the past become a proposed account, a reason and a confidence.
        .target(name: "Categorization", dependencies: ["Bookkeeping"], swiftSettings: strict),

        // What is kept: one file per aggregate, one SQL over a small `Database` protocol.
        .target(
            name: "Storage",
            dependencies: ["Bookkeeping", .product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: strict),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite3"])]),
        .target(
            name: "StorageSQLite",
            dependencies: [
                "Bookkeeping", "Storage", "CSQLite", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            swiftSettings: strict),
        .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"]), .brew(["libpq"])]),
        .target(name: "StoragePostgres", dependencies: ["Bookkeeping", "Storage", "CPostgres"], swiftSettings: strict),

        // What the product does: one file per verb.
        .target(
            name: "Operations",
            dependencies: [
                "Bookkeeping", "Ingestion", "Categorization", "Storage", .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: strict),

        // The service over HTTP: routes, pages, the API; knows URLs, form fields, status codes and tags.
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
        .target(
            name: "Web",
            dependencies: [
                "Bookkeeping", "Ingestion", "Categorization", "Storage", "Operations", "CZlib",
                .product(name: "Crypto", package: "swift-crypto"), .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"), .product(name: "Logging", package: "swift-log"),
                .product(name: "Mustache", package: "swift-mustache"), .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            resources: [.copy("Resources")],
            swiftSettings: strict),

        // The live forms of what reaches beyond this machine.
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"]), .brew(["curl"])]),
        .target(
            name: "Integrations",
            dependencies: [
                "Bookkeeping", "Operations", "Storage", "CCurl", .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: strict),

        // The program: arguments, environment, choice of implementations, start and stop.
        .executableTarget(
            name: "App",
            dependencies: [
                "Bookkeeping", "Ingestion", "Categorization", "Storage", "StorageSQLite", "StoragePostgres", "Operations", "Integrations",
                "Web",
                .product(name: "ArgumentParser", package: "swift-argument-parser"), .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict),

        // What the service is measured beside: Benchmarks/serve.py builds and runs it.
        .executableTarget(
            name: "BareServer", dependencies: [.product(name: "Hummingbird", package: "hummingbird")], path: "Benchmarks/BareServer",
            swiftSettings: strict),

        .target(
            name: "TestSupport",
            dependencies: [
                "Bookkeeping", "Storage", "StorageSQLite", "StoragePostgres", "Operations",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            path: "Tests/TestSupport",
            swiftSettings: strict),
        .testTarget(name: "BookkeepingTests", dependencies: ["Bookkeeping"], swiftSettings: strict),
        .testTarget(
            name: "IngestionTests", dependencies: ["Ingestion", "Bookkeeping"], exclude: ["Fixtures", "Layouts"], swiftSettings: strict),
        .testTarget(name: "CategorizationTests", dependencies: ["Categorization", "Bookkeeping"], swiftSettings: strict),
        .testTarget(name: "StorageTests", dependencies: ["Storage", "Bookkeeping", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "OperationsTests",
            dependencies: ["Operations", "Storage", "StorageSQLite", "Ingestion", "Categorization", "Bookkeeping", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "IntegrationsTests",
            dependencies: [
                "Integrations", "Operations", "Storage", "Ingestion", "Categorization", "Bookkeeping", "TestSupport",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "WebTests",
            dependencies: [
                "Web", "Operations", "Storage", "Bookkeeping", "TestSupport", .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"), .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"), .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            swiftSettings: strict),
        .testTarget(name: "AppTests", dependencies: ["App", "Operations", "Storage", "TestSupport"], swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
