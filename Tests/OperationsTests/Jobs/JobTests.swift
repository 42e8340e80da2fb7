import Storage
import TestSupport
import Testing

@testable import Operations

struct JobTests {
    @Test(arguments: Engine.available)
    func `of many processes one runs a job that is due, and nobody does before its next turn`(on engine: Engine) async throws {
        let (database, clock) = (try await engine.emptyDatabase(), HandClock())
        let counting = Tally()
        let job = Job("count", .every(seconds: 3_600), .oneProcess) { counting.add() }
        let runners = (0..<8).map { _ in JobRunner(Office(database: database, now: { clock.now }), [job]) { _ in } }

        let ran = await withTaskGroup(of: Bool.self) { group in
            for runner in runners { group.addTask { await runner.runIfDue(job) } }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(ran == 1)
        #expect(counting.count == 1)

        clock.advance(seconds: 3_599)
        #expect(await !runners[1].runIfDue(job))
        clock.advance(seconds: 1)
        #expect(await runners[1].runIfDue(job))
    }

    @Test(arguments: Engine.available)
    func `a job that failed is logged, kept with its reason and tried again ever more slowly`(on engine: Engine) async throws {
        let (database, clock, log) = (try await engine.emptyDatabase(), HandClock(), Lines())
        struct Broken: Error {}
        let job = Job("broken", .daily(hour: 2), .oneProcess) { throw Broken() }
        let runner = JobRunner(Office(database: database, now: { clock.now }), [job]) { log.add($0) }

        // Noon: its first turn is at two in the night.
        #expect(await !runner.runIfDue(job))
        clock.advance(seconds: 14 * 3_600)
        #expect(await runner.runIfDue(job))
        #expect(try await JobStore(database).record("broken")?.lastError == "Broken()")
        #expect(await !runner.runIfDue(job))
        clock.advance(seconds: 10)
        #expect(await runner.runIfDue(job))
        clock.advance(seconds: 10)
        #expect(await !runner.runIfDue(job))
        clock.advance(seconds: 20)
        #expect(await runner.runIfDue(job))
        #expect(log.all.count == 3)
        #expect(log.all.first == "The job “broken” failed and will be tried again: Broken()")
    }

    @Test(arguments: Engine.available)
    func `a job whose process died is free for the others when its claim runs out`(on engine: Engine) async throws {
        let (database, clock) = (try await engine.emptyDatabase(), HandClock())
        let job = Job("count", .every(seconds: 60), .oneProcess) {}
        let now = clock.now
        let isClaimed = try await JobStore(database).claim(
            "count", for: "dead", at: now, until: now.advanced(bySeconds: 120), firstDue: now, latest: now.advanced(bySeconds: 3_600))
        #expect(isClaimed)
        let runner = JobRunner(Office(database: database, now: { clock.now }), [job]) { _ in }

        #expect(await !runner.runIfDue(job))
        clock.advance(seconds: 120)
        #expect(await runner.runIfDue(job))
    }

    @Test(arguments: Engine.available)
    func `a clock that is set back does not keep a job from its turn`(on engine: Engine) async throws {
        let (database, clock) = (try await engine.emptyDatabase(), HandClock())
        let job = Job("count", .every(seconds: 60), .oneProcess) {}
        let runner = JobRunner(Office(database: database, now: { clock.now }), [job]) { _ in }
        #expect(await runner.runIfDue(job))

        clock.advance(seconds: -86_400 * 365)
        #expect(await runner.runIfDue(job))
    }

    @Test func `a stop waits for the job that runs and starts no other`() async throws {
        let (database, steps, log) = (try await Engine.sqlite.emptyDatabase(), Lines(), Lines())
        let job = Job("slow", .every(seconds: 1), .eachProcess) {
            steps.add("begun")
            try await Task.sleep(for: .milliseconds(200))
            steps.add("done")
        }
        let runner = JobRunner(Office(database: database) { .testNow }, [job]) { log.add($0) }
        let work = Task { await runner.run() }
        while steps.all.isEmpty { try await Task.sleep(for: .milliseconds(5)) }

        work.cancel()
        await work.value

        #expect(steps.all == ["begun", "done"])
        #expect(log.all.isEmpty)
    }

    @Test(arguments: [(hour: 12, minute: 30, next: 1_800), (12, 0, 86_400), (2, 0, 14 * 3_600)])
    func `a daily job's next turn is today if that is still to come, else tomorrow`(hour: Int, minute: Int, next: Int) {
        #expect(Job.Schedule.daily(hour: hour, minute: minute).next(after: .testNow) == Instant.testNow.advanced(bySeconds: Int64(next)))
    }
}
