import Foundation

/// One of the accounting programs that read our exports. `bin/setup` installs them.
struct Program {
    let name: String

    struct Outcome {
        let status: Int32
        let output: String
    }

    struct Missing: Error, CustomStringConvertible {
        let description: String
    }

    /// - Throws: `Missing` with the way out when the program is not installed.
    func run(_ arguments: [String], on text: String) throws -> Outcome {
        let folder = URL(filePath: NSTemporaryDirectory()).appending(path: "export-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "books.journal")
        let output = folder.appending(path: "output")
        try Data(text.utf8).write(to: file)
        try Data().write(to: output)

        let process = Process()
        process.executableURL = try path()
        process.arguments = arguments.map { $0 == "FILE" ? file.path() : $0 }
        process.environment = ["LC_ALL": "C.UTF-8", "HOME": folder.path(), "PATH": ProcessInfo.processInfo.environment["PATH"] ?? ""]
        // To a file, not a pipe: a program that fills a pipe nobody reads would wait forever.
        let handle = try FileHandle(forWritingTo: output)
        (process.standardOutput, process.standardError) = (handle, handle)
        try process.run()
        process.waitUntilExit()
        return Outcome(status: process.terminationStatus, output: String(decoding: try Data(contentsOf: output), as: UTF8.self))
    }

    private func path() throws -> URL {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        let files = folders.map { URL(filePath: String($0)).appending(path: name) }
        guard let file = files.first(where: { FileManager.default.isExecutableFile(atPath: $0.path()) }) else {
            throw Missing(description: "\(name) is not installed. Run bin/setup, or install the packages beancount, hledger and ledger.")
        }
        return file
    }
}
