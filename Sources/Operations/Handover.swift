import Foundation

/// Passes elements from one thread to another, a few ahead of who takes them, so that neither piles up work for the other.
///
/// Safe to share: every access to its state holds the condition's lock.
final class Handover<Element: Sendable>: @unchecked Sendable {
    private let condition = NSCondition()
    private let depth: Int
    private var waiting: [Element] = []
    private var outcome: Result<Void, any Error>?
    private var isCancelled = false

    init(depth: Int) { self.depth = depth }

    /// Gives one element and waits while `depth` are waiting.
    /// - Returns: false when nobody wants more.
    func hand(_ element: Element) -> Bool {
        condition.withLock {
            while waiting.count >= depth && !isCancelled { condition.wait() }
            guard !isCancelled else { return false }
            waiting.append(element)
            condition.broadcast()
            return true
        }
    }

    /// No more elements come, and why.
    func finish(_ outcome: Result<Void, any Error>) {
        condition.withLock {
            self.outcome = outcome
            condition.broadcast()
        }
    }

    /// The next element; nil at the end. Throws what `finish` was given, after the elements that came before.
    func next() throws -> Element? {
        condition.lock()
        defer { condition.unlock() }
        while waiting.isEmpty && outcome == nil { condition.wait() }
        if !waiting.isEmpty {
            let element = waiting.removeFirst()
            condition.broadcast()
            return element
        }
        try outcome?.get()
        return nil
    }

    /// Nobody takes any more.
    func cancel() {
        condition.withLock {
            isCancelled = true
            condition.broadcast()
        }
    }
}

extension Handover {
    /// Runs `produce` on a thread of its own: one core reads while the other books.
    static func from(depth: Int, _ produce: @escaping @Sendable (_ hand: (Element) -> Bool) throws -> Void) -> Handover {
        let handover = Handover(depth: depth)
        let thread = Thread { handover.finish(Result { try produce(handover.hand) }) }
        // Parsers of nested formats need more than a secondary thread's usual 512 KiB.
        thread.stackSize = 8 << 20
        thread.start()
        return handover
    }
}
