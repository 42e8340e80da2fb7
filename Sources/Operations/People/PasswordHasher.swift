import Crypto
import CryptoExtras
import Foundation

/// Turns passwords into what may be stored: scrypt (RFC 7914), on threads of its own, with its cost in the text so that it can grow.
package struct PasswordHasher: Sendable {
    /// What one hash costs: 128 · blockSize · 2^logRounds bytes of memory, and time in proportion.
    package struct Cost: Hashable, Sendable {
        package let logRounds: Int
        package let blockSize: Int
        package let parallelism: Int

        package init(logRounds: Int, blockSize: Int, parallelism: Int) {
            (self.logRounds, self.blockSize, self.parallelism) = (logRounds, blockSize, parallelism)
        }

        /// OWASP's password storage cheat sheet, 2025: N = 2^17, r = 8, p = 1, which is 128 MiB.
        package static let standard = Cost(logRounds: 17, blockSize: 8, parallelism: 1)

        /// Beyond this a stored text was not written by this program.
        var isSane: Bool { (1...20).contains(logRounds) && (1...16).contains(blockSize) && (1...4).contains(parallelism) }
    }

    package enum Verdict: Hashable, Sendable {
        case right
        /// Right, and stored at another cost than today's: hash it again while it is at hand.
        case rightAtOldCost
        case wrong
    }

    package typealias Derivation = @Sendable (_ password: [UInt8], _ salt: [UInt8], _ cost: Cost) throws -> [UInt8]

    private let cost: Cost
    private let random: RandomBytes
    private let derive: Derivation
    private let threads: WorkerThreads

    /// - Parameters:
    ///   - threads: hashes at once, each with its memory
    ///   - longestLine: hashes that wait or run before the next is refused
    package init(
        cost: Cost = .standard, threads: Int = 2, longestLine: Int = 64, random: RandomBytes = .system,
        derive: @escaping Derivation = PasswordHasher.scrypt
    ) {
        (self.cost, self.random, self.derive) = (cost, random, derive)
        self.threads = WorkerThreads(threads, longestLine: longestLine)
    }

    /// `$scrypt$ln=17,r=8,p=1$SALT$HASH`
    package func hash(_ password: String) async throws -> String {
        let salt = random.make(16)
        let hash = try await derive(password, salt, cost)
        return StoredHash(cost: cost, salt: salt, hash: hash).text
    }

    /// - Parameter stored: nil for someone who is not known, who costs as much work as someone who is
    package func check(_ password: String, against stored: String?) async throws -> Verdict {
        let known = stored.flatMap(StoredHash.init(text:))
        let decoy = StoredHash(cost: cost, salt: [UInt8](repeating: 0, count: 16), hash: [])
        let candidate = try await derive(password, (known ?? decoy).salt, (known ?? decoy).cost)
        guard let known, Self.areEqual(candidate, known.hash) else { return .wrong }
        return known.cost == cost ? .right : .rightAtOldCost
    }

    private func derive(_ password: String, _ salt: [UInt8], _ cost: Cost) async throws -> [UInt8] {
        // One password in two normal forms, as two keyboards may send it, is one password.
        let bytes = Array(password.precomposedStringWithCompatibilityMapping.utf8)
        return try await threads.run { [derive] in try derive(bytes, salt, cost) }
    }

    package static let scrypt: Derivation = { password, salt, cost in
        try KDF.Scrypt.deriveKey(
            from: password, salt: salt, outputByteCount: 32, rounds: 1 << cost.logRounds, blockSize: cost.blockSize,
            parallelism: cost.parallelism
        ).withUnsafeBytes { Array($0) }
    }

    /// In the same time wherever they differ.
    static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

/// A hash with all that is needed to make it again.
private struct StoredHash {
    let cost: PasswordHasher.Cost
    let salt: [UInt8]
    let hash: [UInt8]

    init(cost: PasswordHasher.Cost, salt: [UInt8], hash: [UInt8]) { (self.cost, self.salt, self.hash) = (cost, salt, hash) }

    init?(text: String) {
        let parts = text.split(separator: "$")
        guard parts.count == 4, parts[0] == "scrypt", let salt = Base64URL.decode(parts[2]), let hash = Base64URL.decode(parts[3]),
            hash.count == 32
        else { return nil }
        let numbers = parts[1].split(separator: ",")
        guard numbers.count == 3, let logRounds = Self.number(numbers[0], "ln="), let blockSize = Self.number(numbers[1], "r="),
            let parallelism = Self.number(numbers[2], "p=")
        else { return nil }
        self.init(cost: .init(logRounds: logRounds, blockSize: blockSize, parallelism: parallelism), salt: salt, hash: hash)
        guard cost.isSane else { return nil }
    }

    var text: String {
        "$scrypt$ln=\(cost.logRounds),r=\(cost.blockSize),p=\(cost.parallelism)$\(Base64URL.encode(salt))$\(Base64URL.encode(hash))"
    }

    private static func number(_ text: Substring, _ name: String) -> Int? { text.hasPrefix(name) ? Int(text.dropFirst(name.count)) : nil }
}
