"""What goes wrong in a class, done to a student each: a sentence is seen, no answer is lost."""

import asyncio
import json
import os
from contextlib import suppress

from classroom.cost import table
from classroom.isolation import mount, unmount
from classroom.student import Student

DISK = "size=48m"
FILL = """
with open("filled", "wb") as file, __import__("contextlib").suppress(OSError):
    while True: file.write(bytes(2**20)), file.flush()
"""
EMPTY = "import os; os.remove('filled')"
LITTLE_MEMORY = """
import resource
used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + 2**26, used + 2**26))
"""
EARLIER, UNSAVED = "Your answers of before are in", "could not be written: No space left on device"
STOPPED = "not running"


async def failures(hub, lesson):
    """Do each, to one student after another; return a table, and what went wrong."""
    rows, wrong = [], []
    for name, failure in zip(hub.names, FAILURES, strict=True):
        student = Student(hub.url, name, hub.password)
        try:
            seen = await failure(hub, lesson, student)
        except Exception as reason:
            seen = f"FAILED: {reason!r}"
            wrong.append(f"{failure.__name__}: {reason!r}")
        rows.append((failure.__name__.replace("_", " "), seen))
        await student.leave()
    return table(["what happens", "what the student sees"], rows), wrong


async def a_kernel_killed_while_cells_run(hub, lesson, student):
    shown = await begin(lesson, student)
    await give(lesson, student, shown)
    again = asyncio.create_task(lesson.run_all(student.page))
    await asyncio.sleep(1)
    hub.kinds()["kernel"][student.name].kill()
    with suppress(ConnectionError):
        await again
    while not student.page.states["restarting"]:
        await asyncio.sleep(0.1)
    await asyncio.sleep(3)
    await student.page.run("")
    return "JupyterLab says that the kernel restarts; then: " + await go_on(lesson, student)


async def a_server_stopped(hub, lesson, student):
    shown = await begin(lesson, student)
    await give(lesson, student, shown)
    hub.stop_server(student.name)
    page = await student.browser.get(f"/user/{student.name}/lab")
    expect(STOPPED in page.text, f"the hub's page: {page.status_code}, {page.text[:200]}")
    await student.start_server()
    await student.open(lesson.path)
    return f"the hub's page says that the server is {STOPPED}; then: " + await go_on(
        lesson, student
    )


async def a_full_disk(hub, lesson, student):
    if os.getuid():
        return "not tried: only root can mount a small disk"
    home, uid = hub.homes[student.name], hub.uids()[student.name]
    mount("--types", "tmpfs", "--options", f"{DISK},mode=700,uid={uid},gid={uid}", "none", home)
    try:
        shown = await begin(lesson, student)
        first, second = lesson.answers
        await lesson.answer(student.page, shown, first)
        before = (home / lesson.results).read_bytes()
        await student.page.run(FILL)
        said, is_right = await lesson.answer(student.page, shown, second)
        expect(UNSAVED in said and is_right, said)
        expect((home / lesson.results).read_bytes() == before, "the file has changed")
        said = await lesson.at_the_end(student.page, shown, "Write")
        expect(UNSAVED in said, said)
        await student.page.run(EMPTY)
        await lesson.at_the_end(student.page, shown, "Write")
        expect(right(home / lesson.results) == 2, "an answer is lost")
        return f"“Your answers are still here, but {UNSAVED} …”"
    finally:
        hub.stop_server(student.name)
        unmount(home)


async def too_little_memory(hub, lesson, student):
    shown = await begin(lesson, student)
    await student.page.run(LITTLE_MEMORY)
    (output,) = await student.page.run("np.ones(2**30)")
    expect("Unable to allocate" in output["evalue"], output)
    await give(lesson, student, shown)
    return f"{output['evalue']}; the kernel goes on, and the answers are in the file"


FAILURES = a_kernel_killed_while_cells_run, a_server_stopped, a_full_disk, too_little_memory


async def begin(lesson, student):
    await student.log_in()
    await student.start_server()
    page = await student.open(lesson.path)
    shown, faults = await lesson.run_all(page)
    expect(not faults, faults)
    return shown


async def give(lesson, student, shown):
    """Give the answers; each must be in the file though nobody has asked for that."""
    for answer in lesson.answers:
        said, is_right = await lesson.answer(student.page, shown, answer)
        expect(is_right, said)
    results = json.loads(await student.content(lesson.results))
    expect(done(results) == len(lesson.answers), "an answer is not in the file")


async def go_on(lesson, student):
    """Run all again in a new kernel, and read back; return what the cards have said."""
    shown, _ = await lesson.run_all(student.page)
    cards = [lesson.card(shown, name) for name, *_ in lesson.answers]
    for card in cards:
        expect(EARLIER in student.page.text(card), student.page.text(card))
    await lesson.at_the_end(student.page, shown, "Read")
    for card in cards:
        expect("bp-right" in student.page.models[card]["_dom_classes"], student.page.text(card))
    return f"“{EARLIER} …”, and they are read back"


def right(path):
    return done(json.loads(path.read_bytes()))


def done(results):
    return sum(each["right"] for each in results["exercises"])


def expect(holds, otherwise):
    if not holds:
        raise ValueError(otherwise)
