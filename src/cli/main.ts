console.log('pacer', process.argv.slice(2) satisfies string[]);
