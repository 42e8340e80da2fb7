import Foundation
import Synchronization

/// What people see beside the result: complaints and progress, on standard error.
enum Terminal {
    static func complain(_ sentence: String) {
        FileHandle.standardError.write(Data("bookkeeper: \(sentence)\n".utf8))
    }

    /// What goes on all the same.
    static func warn(_ sentence: String) { complain("warning: \(sentence)") }

    static var showsProgress: Bool { isatty(STDERR_FILENO) == 1 }

    /// Who acts on the command line, for the audit log.
    static var actor: String {
        let name = ProcessInfo.processInfo.environment["USER"] ?? ""
        return "cli:" + (name.isEmpty ? "unknown" : name)
    }

    /// One line.
    static func printJSON(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        print(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    /// The greatest resident set of this process, in bytes.
    static var peakMemoryBytes: Int {
        var usage = rusage()
        #if os(Linux)
            getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
            return usage.ru_maxrss * 1_024
        #else
            getrusage(RUSAGE_SELF, &usage)
            return usage.ru_maxrss
        #endif
    }
}

/// One line on a terminal that fills up; nothing anywhere else.
final class ProgressBar: Sendable {
    private let label: String
    private let fraction: @Sendable () -> Double
    private let start = ContinuousClock.now
    private let lastDrawn = Mutex(ContinuousClock.now)

    init(_ label: String, fraction: @escaping @Sendable () -> Double) { (self.label, self.fraction) = (label, fraction) }

    func update(_ count: Int) {
        guard Terminal.showsProgress else { return }
        let now = ContinuousClock.now
        let isDue = lastDrawn.withLock { last in
            guard now - last > .milliseconds(100) else { return false }
            last = now
            return true
        }
        guard isDue else { return }
        let done = min(max(fraction(), 0), 1)
        let filled = Int(done * 30)
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 30 - filled)
        let rate = Double(count) / max((now - start).seconds, 0.001)
        FileHandle.standardError.write(Data("\r\(label) \(bar) \(Int(done * 100)) %  \(count) lines  \(Int(rate)) a second ".utf8))
    }

    func clear() {
        guard Terminal.showsProgress else { return }
        FileHandle.standardError.write(Data("\r\u{1B}[K".utf8))
    }
}

extension Int {
    /// `1 line`, `2 lines`.
    func of(_ noun: String) -> String { "\(self) \(noun)\(self == 1 ? "" : "s")" }
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
