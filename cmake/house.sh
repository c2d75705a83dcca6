# What ./run and ./test share: install what is missing, configure, build. Sourced with the
# repository's root as $root. Everything printed here goes to stderr: a program's stdout is its own.
#
# A target of a preset is up to date when build/<preset>/.built-<target> is newer than every source
# and every folder of sources (a folder's time changes when a file is added or removed). One
# find(1) answers that in a few milliseconds, so nothing else is started when nothing changed.

say() { printf '%s\n' "$*" >&2; }

# The inputs of the executable; ./test adds tests/.
house_sources="CMakeLists.txt CMakePresets.json cmake compiler vm stdlib
    programs/CMakeLists.txt programs/krait"

upToDate() { # preset, target, further folders...
    house_stamp=$root/build/$1/.built-$2
    [ -f "$house_stamp" ] || return 1
    shift 2
    house_newer=$(cd "$root" && find $house_sources "$@" -name __pycache__ -prune -o \
        -newer "$house_stamp" -print -quit 2>/dev/null) || return 1
    [ -z "$house_newer" ]
}

installPackages() {
    house_wanted=$(sed 's/#.*//' "$root/cmake/debian-packages.txt")
    # Virtual and absent packages alike are missing from dpkg's list of installed ones.
    house_present=$(dpkg-query -W -f '${db:Status-Abbrev} ${Package}\n' $house_wanted 2>/dev/null |
        sed -n 's/^ii *//p')
    house_missing=
    for house_package in $house_wanted; do
        case "
$house_present
" in
            *"
$house_package
"*) ;;
            *) house_missing="$house_missing $house_package" ;;
        esac
    done
    [ -n "$house_missing" ] || return 0
    house_root=
    if [ "$(id -u)" != 0 ]; then
        if command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
            house_root="sudo -n"
        else
            say "krait: missing Debian packages:$house_missing"
            say "krait: run this once as root, or install them: apt-get install$house_missing"
            exit 1
        fi
    fi
    say "krait: installing$house_missing"
    # clang-19 and its libraries are in bookworm itself; no further source is needed.
    $house_root apt-get -qq update </dev/null >&2 ||
        say "krait: apt-get update failed; going on with the lists there are"
    $house_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends \
        -o Dpkg::Use-Pty=0 install $house_missing </dev/null >&2
}

buildPreset() { # preset, target
    house_dir=$root/build/$1
    mkdir -p "$house_dir"
    # Made first: an edit during the build is newer, and counts as a change.
    : >"$house_dir/.building"
    if [ ! -f "$house_dir/build.ninja" ]; then
        say "krait: configuring $1"
        (cd "$root" && cmake --preset "$1") </dev/null >"$house_dir/configure.log" 2>&1 || {
            cat "$house_dir/configure.log" >&2
            return 1
        }
    fi
    say "krait: building $1"
    if [ -t 2 ]; then
        ninja -C "$house_dir" "$2" </dev/null >&2 || return 1
    else
        # Without a terminal a line per file is noise; the log is shown when something fails.
        ninja -C "$house_dir" "$2" </dev/null >"$house_dir/build.log" 2>&1 || {
            grep -v '^\[[0-9/]*\] ' "$house_dir/build.log" | head -200 >&2
            return 1
        }
    fi
}

# Several ./run of one tree may start at once; the first builds, the others wait and find it done.
prepare() { # preset, target, further folders of sources...
    house_preset=$1
    house_target=$2
    shift 2
    upToDate "$house_preset" "$house_target" "$@" && return 0
    mkdir -p "$root/build"
    {
        flock 9
        if ! upToDate "$house_preset" "$house_target" "$@"; then
            installPackages && buildPreset "$house_preset" "$house_target" || exit 1
            mv "$root/build/$house_preset/.building" \
                "$root/build/$house_preset/.built-$house_target"
        fi
    } 9>"$root/build/.lock"
}
